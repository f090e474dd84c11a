"""The repairs of each field of the event."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from rules.repairs import rewrite_text
from schemas import encounter as event

Rewrite: TypeAlias = tuple[str, Callable[[str], str]]
"""A repair's code and its function of the text."""

Condition: TypeAlias = Callable[[Any], bool]
"""Whether a repair applies, given the record that holds the field."""

TRIM: Final[Rewrite] = ("R101", rewrite_text.trim_white_space)
UPPER: Final[Rewrite] = ("R102", rewrite_text.upper_case)
NAME: Final[Rewrite] = ("R110", rewrite_text.make_name_plain)
PLAIN: Final[Rewrite] = ("R110", rewrite_text.make_plain)

NOT_SENT: Final = frozenset(
    (
        (event.EncounterEvent, "event_id"),
        (event.EncounterEvent, "source_system"),
        (event.EncounterEvent, "encounter_id"),
        (event.EncounterEvent, "sensitivity"),
        (event.Waiver, "edit"),
        (event.Waiver, "reason"),
    )
)
"""Texts that do not go to the payer: R101, R110 and the text edits leave them alone."""

_CODES: Final[Mapping[type[Any], str]] = {
    event.Diagnosis: "code present_on_admission",
    event.InpatientProcedure: "code",
    event.ServiceLine: "procedure_code procedure_qualifier modifiers revenue_code place_of_service unit_of_measure "
    "clia_number",
    event.ProviderId: "qualifier",
    event.Provider: "taxonomy_code",
    event.Institutional: "type_of_bill admission_type admission_source discharge_status drg",
    event.EncounterEvent: "frequency_code place_of_service condition_codes clia_number delay_reason_code "
    "special_program_code",
    event.OccurrenceCode: "code",
    event.OccurrenceSpan: "code",
    event.ValueCode: "code",
    event.Coverage: "filing_indicator insurance_type_code",
    event.Adjustment: "group reason",
    event.CoverageAdjudication: "remark_codes",
    event.Address: "state country",
    event.Accident: "state country",
    event.Ndc: "unit",
    event.Attachment: "report_type transmission_code",
    event.Ambulance: "certification_codes",
    event.Waiver: "edit",
}
_NAMES: Final[Mapping[type[Any], str]] = {
    event.Patient: "first_name middle_name last_name suffix",
    event.Subscriber: "first_name middle_name last_name suffix",
    event.Provider: "organization_name first_name middle_name last_name suffix",
    event.Coverage: "payer_name",
}
_FREE_TEXTS: Final[Mapping[type[Any], str]] = {
    event.Address: "line1 line2 city",
    event.ServiceLine: "description",
    event.EncounterEvent: "claim_note",
}
_OWN: Final[Mapping[tuple[type[Any], str], Rewrite]] = {
    (event.Diagnosis, "code"): ("R103", rewrite_text.remove_dots),
    (event.InpatientProcedure, "code"): ("R103", rewrite_text.remove_dots),
    (event.Ndc, "code"): ("R104", rewrite_text.make_ndc_eleven_digits),
    (event.Provider, "npi"): ("R105", rewrite_text.remove_separators),
    (event.Provider, "tax_id"): ("R106", rewrite_text.remove_separators),
    (event.Provider, "phone"): ("R107", rewrite_text.plain_phone),
    (event.Patient, "phone"): ("R107", rewrite_text.plain_phone),
}


def is_medicare(coverage: event.Coverage) -> bool:
    """Whether a coverage is Medicare Part A or B, by its filing indicator in any case, with or without blanks."""
    return (coverage.filing_indicator or "").strip().upper() in ("MA", "MB")


def in_country(address: event.Address, *countries: str) -> bool:
    """Whether an address is in one of the countries, in any case, with or without blanks."""
    return address.country.strip().upper() in countries


_CONDITIONAL: Final[Mapping[tuple[type[Any], str], tuple[tuple[Rewrite, Condition], ...]]] = {
    (event.Address, "postal_code"): (
        (UPPER, lambda address: in_country(address, "CA")),
        (("R108", rewrite_text.remove_postal_separators), lambda address: in_country(address, "US", "CA")),
    ),
    (event.Coverage, "member_id"): (
        (UPPER, is_medicare),
        (("R109", rewrite_text.remove_postal_separators), is_medicare),
    ),
}


def rewrites_of(cls: type[Any], name: str) -> tuple[tuple[Rewrite, Condition | None], ...]:
    """The repairs of a text field in their order, each with the condition under which it applies."""
    rewrites: list[tuple[Rewrite, Condition | None]] = []
    if (cls, name) not in NOT_SENT:
        rewrites.append((TRIM, None))
    if name in _CODES.get(cls, "").split():
        rewrites.append((UPPER, None))
    if (cls, name) in _OWN:
        rewrites.append((_OWN[cls, name], None))
    rewrites += _CONDITIONAL.get((cls, name), ())
    if name in _NAMES.get(cls, "").split():
        rewrites.append((NAME, None))
    elif name in _FREE_TEXTS.get(cls, "").split():
        rewrites.append((PLAIN, None))
    return tuple(rewrites)

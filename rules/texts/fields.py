"""The text fields of a claim: their longest length in the 837, and the codes of the answer to an invalid one."""

from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from functools import cache
from typing import Any, Final, Literal, TypeAlias, get_args, get_origin

from rules.texts.parties import PARTIES, Party
from schemas import encounter as event
from schemas.records import bare_type, field_types
from schemas.value import value

TextKind: TypeAlias = Literal["name", "number", "code", "line", "place", "phone", "free"]
"""The kind of a text; `line` and `place` are the parts of an address: its lines, and the rest."""


@value
class TextField:
    """A field of the event that holds a text or a list of texts."""

    label: str
    """What a biller calls it: `last name`."""
    kind: TextKind
    limit: int | None
    """The longest length on a professional claim, in characters; None if another edit checks the format, or there
    is no limit."""
    institutional_limit: int | None
    """The same on an institutional claim."""
    remark: str
    """RARC of its own edit; in lower case (`name`, `address` …), that of its party."""
    status: str
    """277CA status of its own edit, `code` or `code:entity`; the entity `party` is its party's."""

    @property
    def of_address(self) -> bool:
        """Whether it is part of an address or a phone number."""
        return self.kind in ("line", "place", "phone")

    def remark_of(self, party: Party) -> str:
        """The RARC for a party's text in this field."""
        codes = PARTIES[party]
        own = {
            "name": codes.name,
            "identifier": codes.identifier,
            "address": codes.address,
            "taxonomy": "N288" if party == "rendering" else "N255",
            "other-id": "N259" if party == "billing" else "MA130",
        }
        return own.get(self.remark, self.remark)

    def status_of(self, party: Party) -> str:
        """The 277CA status, without its category, for a party's text in this field."""
        code, _, entity = self.status.partition(":")
        known = PARTIES[party].entity if entity == "party" else entity
        return f"{code}:{known}" if known else code


# A field without an edit of its own has status 481 (claim submission format) and remark MA130.
_FIELDS: Final[Mapping[type[Any], str]] = {
    event.Address: """
        line1 line 55 address 503:party
        line2 line 55 address 503:party
        city place 30 address 502:party
        state place - address 501:party
        postal_code place 15 address 500:party
        country place - address 680:party
    """,
    event.ProviderId: """
        qualifier code - other-id 560:party
        value number 50 other-id 560:party
    """,
    event.Provider: """
        npi number - identifier 562:party
        organization_name name 60 name 504:party
        first_name name 35 name 505:party
        middle_name name 25 name 125:party
        last_name name 60 name 504:party
        suffix name 10 name 125:party
        taxonomy_code code - taxonomy 145:party
        tax_id number - N209 128:party
        phone phone - N260 127:party
    """,
    event.Patient: """
        patient_id number 50 MA130 481
        first_name name 35 name 505:party
        middle_name name 25 name 125:party
        last_name name 60 name 504:party
        suffix name 10 name 125:party
        phone phone - N260 127:party
    """,
    event.Subscriber: """
        first_name name 35 name 505:party
        middle_name name 25 name 125:party
        last_name name 60 name 504:party
        suffix name 10 name 125:party
    """,
    event.Adjustment: """
        group code - N4 696
        reason code - N4 521
    """,
    event.CoverageAdjudication: """
        payer_claim_control_number number 50 MA130 481
        remark_codes code - N4 634
    """,
    event.Coverage: """
        payer_id number 80 M56 153:PR
        payer_name name 60 MA130 125:PR
        filing_indicator code - M56 480:IL
        member_id number 80 N382 164:IL
        group_number number 50 MA130 481
        insurance_type_code code - MA83 578
    """,
    event.Diagnosis: """
        code code - M76 255
        present_on_admission code - N434 688
    """,
    event.InpatientProcedure: "code code - M67 490",
    event.Ndc: """
        code number - M119 218
        unit code - N816 659
    """,
    event.ServiceLine: """
        control_number number - MA130 584
        procedure_code code - M51 454
        procedure_qualifier code - M51 454
        description free 80 MA130 481
        modifiers code - N823 453
        revenue_code code - M50 455
        unit_of_measure code - N203 659
        place_of_service code - M77 249
        prior_authorization_number number 50 M62 252:PR
        clia_number number - MA120 544
    """,
    event.OccurrenceCode: "code code - M45 719",
    event.OccurrenceSpan: "code code - M46 721",
    event.ValueCode: "code code - M49 725",
    event.Institutional: """
        type_of_bill code - MA30 228
        admission_hour code - N46 230
        admission_type code - MA41 231
        admission_source code - MA42 229
        discharge_status code - MA43 234
        discharge_hour code - N317 233
        drg code - N208 256
    """,
    event.Accident: """
        state code - MA130 750
        country code - MA130 750
        property_casualty_claim_number number 50 MA130 629
    """,
    event.Ambulance: """
        transport_reason code - MA130 428
        certification_codes code - MA130 428
    """,
    event.Attachment: """
        report_type code - MA130 489
        transmission_code code - MA130 489
        control_number number 50 MA130 489
    """,
    event.EncounterEvent: """
        frequency_code code - MA130 535
        patient_control_number number - MA130 478
        payer_claim_control_number number 50 M47 464
        place_of_service code - M77 249
        prior_authorization_number number 50 M62 252:PR
        referral_number number 50 MA130 481
        clia_number number - MA120 544
        mammography_certification_number number 50 MA128 481
        ide_number number 50 MA130 481
        demonstration_id number 50 MA130 481
        accept_assignment_code code - MA130 589
        benefits_assignment_code code - MA130 481
        release_of_information_code code - MA130 481
        patient_signature_source_code code - MA130 481
        condition_codes code - M44 460
        delay_reason_code code - MA130 555
        special_program_code code - MA130 650
        claim_note free 80 MA130 481
    """,
}

_LABELS: Final[Mapping[tuple[type[Any], str], str]] = {
    (event.Address, "line1"): "first address line",
    (event.Address, "line2"): "second address line",
    (event.ProviderId, "qualifier"): "qualifier of a secondary identifier",
    (event.ProviderId, "value"): "secondary identifier",
    (event.Provider, "npi"): "NPI",
    (event.Adjustment, "group"): "adjustment group",
    (event.Adjustment, "reason"): "adjustment reason",
    (event.Diagnosis, "code"): "diagnosis code",
    (event.InpatientProcedure, "code"): "inpatient procedure code",
    (event.Ndc, "code"): "national drug code",
    (event.Ndc, "unit"): "drug unit",
    (event.OccurrenceCode, "code"): "occurrence code",
    (event.OccurrenceSpan, "code"): "occurrence span code",
    (event.ValueCode, "code"): "value code",
    (event.Institutional, "drg"): "DRG",
    (event.Accident, "state"): "state of the accident",
    (event.Accident, "country"): "country of the accident",
    (event.ServiceLine, "control_number"): "line control number",
    (event.Attachment, "control_number"): "attachment control number",
}
"""What fields are called if their names are not enough."""

_INSTITUTIONAL_LIMITS: Final[Mapping[tuple[type[Any], str], int]] = {(event.EncounterEvent, "claim_note"): 800}
"""A professional claim holds one note of 80 characters, an institutional claim ten."""


def _read(cls: type[Any], row: str) -> tuple[tuple[type[Any], str], TextField]:
    name, kind, limit, remark, status = row.split()
    for known in get_args(TextKind):
        if kind == known:
            field = TextField(
                label=_LABELS.get((cls, name), name.replace("_", " ")),
                kind=known,
                limit=None if limit == "-" else int(limit),
                institutional_limit=_INSTITUTIONAL_LIMITS.get((cls, name), None if limit == "-" else int(limit)),
                remark=remark,
                status=status,
            )
            return (cls, name), field
    raise ValueError(f"{cls.__name__}.{name}: {kind} is not a kind of text")


TEXT_FIELDS: Final[Mapping[tuple[type[Any], str], TextField]] = dict(
    _read(cls, row) for cls, rows in _FIELDS.items() for row in rows.strip().splitlines()
)
"""Every text field that goes to the payer, by record and name; a test compares them with the event's fields."""


def _fields_with_texts(cls: type[Any]) -> tuple[str, ...]:
    names = []
    for name, hint in field_types(cls).items():
        record = record_in(hint)
        if (cls, name) in TEXT_FIELDS or (record is not None and fields_with_texts(record)):
            names.append(name)
    return tuple(names)


fields_with_texts: Callable[[Any], tuple[str, ...]] = cache(_fields_with_texts)
"""The fields of a record that hold texts that go to the payer, or records with such texts."""


def record_in(hint: Any) -> type[Any] | None:
    """The record in a field or in its list; None if it holds none."""
    item = bare_type(get_args(hint)[0]) if get_origin(hint) is tuple else hint
    return item if is_dataclass(item) and isinstance(item, type) else None

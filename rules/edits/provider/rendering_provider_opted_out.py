"""PV120: a practitioner who opted out of Medicare sends it no claims."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from rules.claim.facts import ClaimFacts, ProviderFacts, is_blank
from rules.edit import Case, Edit, Example, Found, Level, Reference, needs, problem, severities
from rules.texts.codes_by_party import codes_by_party
from rules.texts.parties import ProviderRole

_ROLES: Final[tuple[ProviderRole, ...]] = ("rendering", "billing")
_PART_B: Final = "MB"
_URGENT: Final = "GJ"
_MAY_BE_TERMINATED: Final = dt.timedelta(days=90)


def check(provider: ProviderFacts, claim: ClaimFacts) -> Found:
    """The list of affidavits has the NPI of a person who rendered or bills the services, for the dates of service."""
    table, npi = claim.tables.opt_out, provider.provider.npi
    if table is None or npi is None or is_blank(npi) or claim.filing != _PART_B:
        return None
    if provider.role not in _ROLES or provider.provider.entity_type != "PERSON":
        return None
    line = None if provider.line_index is None else claim.all_lines[provider.line_index]
    first = claim.encounter.service_from if line is None else line.date_from
    last = claim.encounter.service_through if line is None else line.date_through
    found = table.opt_out(npi, first) or table.opt_out(npi, last)
    if found is None:
        return None
    case = "default"
    if any(_URGENT in each.modifiers for each in (claim.lines if line is None else (line,))):
        case = "urgent"
    elif first < found.since + _MAY_BE_TERMINATED:
        case = "recent"
    return problem(f"{provider.path}.npi", case, provider.role, since=found.since)


_SAYS: Final[Mapping[str, tuple[str, Level | None]]] = {
    "default": ("The {role} opted out of Medicare on {since}, and may not send it claims.", None),
    "urgent": ("The {role} opted out of Medicare on {since}; only emergency or urgent care is payable.", "WARN"),
    "recent": ("The {role} opted out of Medicare on {since}, and may have terminated it since.", "WARN"),
}

EDIT = Edit(
    code="PV120",
    name="rendering-provider-opted-out",
    title="The practitioner opted out of Medicare for the date of service.",
    why="A practitioner who opted out bills patients by private contract and sends Medicare no claim, except for "
    "emergency or urgent care (modifier GJ). In the first 90 days an opt-out can be terminated, which the list "
    "may not show yet.",
    fix="Do not bill Medicare for the service. For emergency or urgent care without a private contract add modifier "
    "GJ. If the opt-out has ended, load a newer list.",
    looks_at=(
        "rendering_provider.npi",
        "service_lines[].rendering_provider.npi",
        "billing_provider.npi",
        "billing_provider.entity_type",
        "service_lines[].modifiers",
        "coverages[].filing_indicator",
    ),
    subject="provider",
    check=check,
    severity=severities("R", "-", "-"),
    cases={
        name: Case(says=says, mark=mark, by=codes_by_party(_ROLES, "A7:91:{entity}"))
        for name, (says, mark) in _SAYS.items()
    },
    carc="B7",
    snip=5,
    source="CMS, Opt Out Affidavits; 42 CFR 405.400 to 405.455",
    basis="regulation",
    references=(
        Reference(text="42 CFR 405.440: emergency and urgent care services of a practitioner who opted out"),
        Reference(text="42 CFR 405.445: an opt-out may be terminated within 90 days of its effective date"),
    ),
    reporting_mark="WARN",
    since="2",
    example=Example(
        base="office-visit-medicare",
        field="rendering_provider.npi",
        fires="1306172846",
        silent="1229629633",
        tables={"opt_out": ({"npi": "1306172846"},)},
    ),
    form="professional",
    tables=(needs("opt_out"),),
)

"""PV118: federal programs pay for nothing that an excluded provider furnishes."""

from typing import Final

from rules.claim.facts import ClaimFacts, ProviderFacts
from rules.edit import Case, Edit, Example, Found, needs, severities
from rules.edits.provider._exclusions import REFERENCE, SAYS, excluded
from rules.texts.codes_by_party import codes_by_party
from rules.texts.parties import ProviderRole

_ROLES: Final[tuple[ProviderRole, ...]] = (
    "billing",
    "rendering",
    "attending",
    "operating",
    "supervising",
    "service_facility",
)


def check(provider: ProviderFacts, claim: ClaimFacts) -> Found:
    """OIG's list has the NPI of a provider that furnishes or bills the services, excluded on their dates."""
    table = claim.tables.leie
    return None if table is None or provider.role not in _ROLES else excluded(provider, claim, table)


_CODES: Final = codes_by_party(_ROLES, "A7:91:{entity}")

EDIT = Edit(
    code="PV118",
    name="provider-excluded",
    title="A provider of the services is excluded from federal health care programs.",
    why="No federal program pays for services of an individual or entity that OIG excludes, and a provider that bills "
    "them can be fined for each. Only a match by NPI and dates counts, never a name.",
    fix="Look the provider up at exclusions.oig.hhs.gov. If it is excluded on the dates, do not bill a federal program "
    "for the services. If it was reinstated, load a newer list.",
    looks_at=("billing_provider.npi", "rendering_provider.npi", "service_lines[].rendering_provider.npi"),
    subject="provider",
    check=check,
    severity=severities("R", "R", "W"),
    cases={name: Case(says=says, mark=mark, by=_CODES) for name, (says, mark) in SAYS.items()},
    carc="B7",
    snip=5,
    waivable=False,
    source="HHS OIG, List of Excluded Individuals and Entities; 42 CFR 1001.1901",
    basis="regulation",
    references=(REFERENCE,),
    since="2",
    related=("PV119",),
    example=Example(
        base="office-visit",
        field="rendering_provider.npi",
        fires="1306172846",
        silent="1229629633",
        tables={"leie": ({"npi": "1306172846"},)},
    ),
    tables=(needs("leie"),),
)

"""PV119: federal programs pay for nothing that an excluded provider orders or refers."""

from collections.abc import Mapping
from typing import Final

from rules.claim.facts import ClaimFacts, ProviderFacts
from rules.edit import Case, Edit, Example, Found, needs, severities
from rules.edits.provider._exclusions import REFERENCE, SAYS, excluded
from rules.texts.codes_by_party import codes_by_party
from rules.texts.parties import ProviderRole

_CARC: Final[Mapping[ProviderRole, str]] = {"referring": "183", "ordering": "184"}


def check(provider: ProviderFacts, claim: ClaimFacts) -> Found:
    """OIG's list has the NPI of a provider that ordered or referred the services, excluded on their dates."""
    table = claim.tables.leie
    if table is None or provider.role not in _CARC:
        return None
    return excluded(provider, claim, table, f"{provider.role}-")


EDIT = Edit(
    code="PV119",
    name="ordering-provider-excluded",
    title="The ordering or referring provider is excluded from federal health care programs.",
    why="No federal program pays for services ordered or prescribed by an individual that OIG excludes, even if the "
    "provider that furnishes them is not excluded. Only a match by NPI and dates counts, never a name.",
    fix="Look the provider up at exclusions.oig.hhs.gov. If it is excluded on the dates, do not bill a federal program "
    "for what it ordered. If it was reinstated, load a newer list.",
    looks_at=(
        "referring_provider.npi",
        "ordering_provider.npi",
        "service_lines[].referring_provider.npi",
        "service_lines[].ordering_provider.npi",
    ),
    subject="provider",
    check=check,
    severity=severities("R", "R", "W"),
    cases={
        f"{role}-{name}": Case(says=says, mark=mark, carc=carc, by=codes_by_party((role,), "A7:91:{entity}"))
        for role, carc in _CARC.items()
        for name, (says, mark) in SAYS.items()
    },
    carc="184",
    snip=5,
    waivable=False,
    source="HHS OIG, List of Excluded Individuals and Entities; 42 CFR 1001.1901",
    basis="regulation",
    references=(REFERENCE,),
    since="2",
    related=("PV118",),
    example=Example(
        base="office-visit",
        field="referring_provider.npi",
        fires="1306172846",
        silent="1245319599",
        given={
            "referring_provider": {
                "entity_type": "PERSON",
                "first_name": "Alan",
                "last_name": "Ward",
                "npi": "1245319599",
            }
        },
        tables={"leie": ({"npi": "1306172846"},)},
    ),
    tables=(needs("leie"),),
)

"""PV116: a provider's secondary identifier has a valid qualifier."""

from typing import Final

from rules.claim.facts import ClaimFacts, ProviderFacts, is_blank
from rules.edit import Case, Edit, Example, Found, Problem, problem, severities
from rules.lists.dated_list import dated_list
from rules.texts.codes_by_party import codes_by_party
from rules.texts.parties import PROVIDER_CODES

_CODES: Final = codes_by_party(
    PROVIDER_CODES, "A7:560:{entity}", "A7:745", rarc=lambda role: "N259" if role == "billing" else "MA130"
)


def check(provider: ProviderFacts, claim: ClaimFacts, *, qualifiers: frozenset[str]) -> Found:
    """A secondary identifier has no value, an invalid qualifier, or the qualifier of an earlier one."""
    ids = provider.provider.other_ids
    if not ids:
        return None
    found: list[Problem] = []
    seen: set[str] = set()
    for index, other in enumerate(ids):
        path = f"{provider.path}.other_ids[{index}]"
        if other.qualifier not in qualifiers:
            found.append(problem(f"{path}.qualifier", "unknown", provider.role))
        elif other.qualifier in seen:
            found.append(problem(f"{path}.qualifier", "repeated", provider.role, qualifier=other.qualifier))
        seen.add(other.qualifier)
        if is_blank(other.value):
            found.append(problem(f"{path}.value", "blank", provider.role))
    return found


EDIT = Edit(
    code="PV116",
    name="secondary-id-unreadable",
    title="A provider's secondary identifier has no value, or an invalid or repeated qualifier.",
    why="A payer reads a secondary identifier by its qualifier: 0B state license, 1G UPIN, G2 payer's own number, LU "
    "location. It drops or returns what it cannot read.",
    fix="Enter each identifier once with one of these qualifiers, or leave it out: with an NPI on the claim it is "
    "seldom needed.",
    looks_at=("billing_provider.other_ids[].qualifier", "billing_provider.other_ids[].value"),
    subject="provider",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "blank": Case(says="A secondary identifier of the {role} has a qualifier but no value.", by=_CODES),
        "repeated": Case(
            says="A secondary identifier of the {role} repeats qualifier {qualifier}.",
            by=_CODES,
        ),
        "unknown": Case(
            says="A secondary identifier of the {role} has a qualifier other than 0B, 1G, G2 and LU.", by=_CODES
        ),
    },
    carc="16",
    rarc=("MA130",),
    snip=2,
    source="837 REF of loops 2010BB, 2310 and 2420",
    basis="regulation",
    lists={"qualifiers": dated_list("provider_secondary_id_qualifiers")},
    example=Example(
        base="office-visit",
        field="billing_provider.other_ids[0].qualifier",
        fires="1C",
        silent="G2",
        given={"billing_provider.other_ids": [{"qualifier": "G2", "value": "X100"}]},
    ),
)

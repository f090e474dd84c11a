"""PV116: a second number of a provider says by its qualifier whose number it is."""

from typing import Final

from rules.claim.facts import ClaimFacts, ProviderFacts, is_blank
from rules.edit import Case, Edit, Example, Found, Problem, problem, severities, statuses
from rules.texts.parties import PROVIDER_CODES

QUALIFIERS: Final = frozenset(("0B", "1G", "G2", "LU"))


def check(provider: ProviderFacts, claim: ClaimFacts) -> Found:
    """A further identifier has no value, an unknown qualifier, or the qualifier of one before it."""
    ids = provider.provider.other_ids
    if not ids:
        return None
    found: list[Problem] = []
    seen: set[str] = set()
    for index, other in enumerate(ids):
        path = f"{provider.path}.other_ids[{index}]"
        if other.qualifier not in QUALIFIERS:
            found.append(problem(f"{path}.qualifier", f"unknown-{provider.role}"))
        elif other.qualifier in seen:
            found.append(problem(f"{path}.qualifier", f"repeated-{provider.role}", qualifier=other.qualifier))
        seen.add(other.qualifier)
        if is_blank(other.value):
            found.append(problem(f"{path}.value", f"blank-{provider.role}"))
    return found


EDIT = Edit(
    code="PV116",
    name="secondary-id-unreadable",
    title="A provider's further identifier has no value, a qualifier that is not allowed, or one that is repeated.",
    why="A payer reads a second number of a provider by its qualifier: 0B a state licence, 1G a UPIN, G2 the payer's "
    "own number, LU a location. It drops or returns what it cannot read.",
    fix="Give each number once with one of these qualifiers, or leave it out: with an NPI on the claim it is seldom "
    "needed.",
    looks_at=("billing_provider.other_ids[].qualifier", "billing_provider.other_ids[].value"),
    subject="provider",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        f"{case}-{role}": Case(
            says=f"A further identifier of the {codes.words} {says}.",
            rarc=("N259" if role == "billing" else "MA130",),
            status=statuses(f"A7:560:{codes.entity}", "A7:745"),
        )
        for role, codes in PROVIDER_CODES.items()
        for case, says in (
            ("blank", "has a qualifier but no value"),
            ("repeated", "has qualifier {qualifier}, which an earlier one has too"),
            ("unknown", "has a qualifier other than 0B, 1G, G2 and LU"),
        )
    },
    carc="16",
    rarc=("MA130",),
    snip=2,
    source="837 REF of loops 2010BB, 2310 and 2420",
    example=Example(
        base="office-visit",
        field="billing_provider.other_ids[0].qualifier",
        fires="1C",
        silent="G2",
        given={"billing_provider.other_ids": [{"qualifier": "G2", "value": "X100"}]},
    ),
)

"""BT108: an original claim has no reason for a change."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(claim: ClaimFacts, *, of_replacement: frozenset[str], of_void: frozenset[str]) -> Found:
    """An original claim has a claim change reason code."""
    given = claim.condition_codes & (of_replacement | of_void) if claim.original else ()
    if not given:
        return None
    return problem("condition_codes", code=min(given), frequency=claim.encounter.frequency_code)


EDIT = Edit(
    code="BT108",
    name="claim-change-reason-on-original",
    title="An original claim has a condition code for the reason of a change.",
    why="Condition codes D0 to D9 and E0 say why a claim is replaced or voided. On an original claim they contradict "
    "the frequency: the payer may look for a claim to replace.",
    fix="Remove the code. If the claim replaces or voids another, use frequency 7 or 8 with the payer claim control "
    "number.",
    looks_at=("condition_codes", "frequency_code"),
    subject="claim",
    check=check,
    severity=severities("W", "-", "-"),
    cases={
        "default": Case(
            says="Condition code {code} gives the reason for a replacement or void, but frequency {frequency} is an "
            "original claim."
        )
    },
    carc="16",
    rarc=("M44",),
    status=statuses("A7:460"),
    snip=4,
    source="Medicare Claims Processing Manual ch. 1 §130.1.2.2; CGS, claim change reason codes",
    basis="manual",
    references=(
        Reference(
            text="CGS, 2019: each claim change reason code belongs to type of bill xx7 or xx8",
            address="https://cgsmedicare.com/hhh/pubs/news/2019/0519/cope12661.html",
        ),
        Reference(
            text="MLN Matters MM11272: a home health denial for a missing assessment is sent as 320 with D2 and span "
            "77; no text read says that another original with such a code is returned"
        ),
    ),
    since="2",
    form="institutional",
    on_denial_bill=False,
    lists={
        "of_replacement": dated_list("replacement_reason_condition_codes"),
        "of_void": dated_list("void_reason_condition_codes"),
    },
    example=Example(base="hospital-outpatient-visit", field="condition_codes", fires=["D1"], silent=None),
)

"""IN118: a Medicare replacement or void carries one claim change reason code."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.references import usage_837i


def check(claim: ClaimFacts, *, of_replacement: frozenset[str], of_void: frozenset[str]) -> Found:
    """A replacement or void has none or several of the claim change reason codes."""
    if claim.void:
        reasons, kind = of_void, "void"
    elif claim.replacement:
        reasons, kind = of_replacement, "replacement"
    else:
        return None
    given = len(claim.condition_codes & reasons)
    if given == 1:
        return None
    return problem("condition_codes", f"{kind}-several" if given else kind)


EDIT = Edit(
    code="IN118",
    name="claim-change-reason-missing",
    title="A replacement or void does not have exactly one claim change reason code.",
    why="Medicare accepts a replacement or void only with one condition code for the reason of the change, and "
    "returns it otherwise.",
    fix="Add one condition code: D0 to D4, D7 to D9 or E0 to a replacement, D5 or D6 to a void. If several apply, "
    "keep the most important.",
    looks_at=("condition_codes", "frequency_code"),
    subject="claim",
    check=check,
    severity=severities("R", "-", "-"),
    cases={
        "replacement": Case(says="The replacement needs condition code D0 to D4, D7 to D9 or E0."),
        "replacement-several": Case(
            says="The replacement has several claim change reason codes; only one of D0 to D4, D7 to D9 and E0 is "
            "allowed."
        ),
        "void": Case(says="The void needs condition code D5 or D6."),
        "void-several": Case(says="The void has both condition codes D5 and D6; only one is allowed."),
    },
    carc="16",
    rarc=("M44",),
    status=statuses("A6:460"),
    snip=6,
    source="Medicare Claims Processing Manual ch. 1 §130",
    basis="manual",
    references=(
        usage_837i("loop 2300, HI BG: situational"),
        Reference(
            text="CGS, 2019: one claim change reason code on an adjustment or cancel claim; D0 to D4, D7 to D9 and E0 "
            "for xx7, D5 and D6 for xx8",
            address="https://cgsmedicare.com/hhh/pubs/news/2019/0519/cope12661.html",
        ),
    ),
    form="institutional",
    on_void=True,
    lists={
        "of_replacement": dated_list("replacement_reason_condition_codes"),
        "of_void": dated_list("void_reason_condition_codes"),
    },
    example=Example(
        base="inpatient-stay",
        field="condition_codes",
        fires=None,
        silent=["D1"],
        given={"frequency_code": "7", "institutional.type_of_bill": "0117", "payer_claim_control_number": "2026310001"},
    ),
)

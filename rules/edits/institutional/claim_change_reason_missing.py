"""IN118: a replacement or void for Medicare says by one condition code why the claim is changed."""

from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses

_REPLACEMENT: Final = frozenset(("D0", "D1", "D2", "D3", "D4", "D7", "D8", "D9", "E0"))
_VOID: Final = frozenset(("D5", "D6"))


def check(claim: ClaimFacts) -> Found:
    """A replacement or void has none or several of the condition codes that give its reason."""
    if claim.void:
        reasons, kind = _VOID, "void"
    elif claim.replacement:
        reasons, kind = _REPLACEMENT, "replacement"
    else:
        return None
    given = len(claim.condition_codes & reasons)
    if given == 1:
        return None
    return problem("condition_codes", f"{kind}-several" if given else kind)


EDIT = Edit(
    code="IN118",
    name="claim-change-reason-missing",
    title="A replacement or void does not give exactly one reason for the change.",
    why="Medicare takes a replacement or void only with one condition code that says why the first claim is changed, "
    "and returns it otherwise.",
    fix="Add one condition code: D0 to D4, D7 to D9 or E0 to a replacement, D5 or D6 to a void. Where several apply "
    "keep the most important.",
    looks_at=("condition_codes", "frequency_code"),
    subject="claim",
    check=check,
    severity=severities("R", "-", "-"),
    cases={
        "replacement": Case(says="The replacement needs one of condition codes D0 to D4, D7 to D9 and E0."),
        "replacement-several": Case(
            says="The replacement gives several reasons; only one of D0 to D4, D7 to D9 and E0 may stand."
        ),
        "void": Case(says="The void needs one of condition codes D5 and D6."),
        "void-several": Case(says="The void gives both D5 and D6; only one of them may stand."),
    },
    carc="16",
    rarc=("M44",),
    status=statuses("A6:460"),
    snip=6,
    source="Medicare Claims Processing Manual ch. 1 §130",
    form="institutional",
    on_void=True,
    example=Example(
        base="inpatient-stay",
        field="condition_codes",
        fires=None,
        silent=["D1"],
        given={"frequency_code": "7", "institutional.type_of_bill": "0117", "payer_claim_control_number": "2026310001"},
    ),
)

"""CV102: a claim is routed by payer ID and matched by member ID."""

from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.references import usage_837i, usage_837p

_PAYER: Final = "The payer ID is missing."
_MEMBER: Final = "The member ID is missing."
_MEMBER_STATUS: Final = statuses("A6:164:IL")


def check(claim: ClaimFacts) -> Found:
    """The billed coverage has no payer ID or no member ID."""
    billed = claim.billed
    if billed is None:
        return None
    other = "-of-liability" if claim.on_wc_am_lm else ""
    found = []
    if is_blank(billed.payer_id):
        found.append(problem(f"{claim.billed_path}.payer_id", f"payer{other}"))
    if is_blank(billed.member_id):
        found.append(problem(f"{claim.billed_path}.member_id", f"member{other}"))
    return found


EDIT = Edit(
    code="CV102",
    name="payer-or-member-id-missing",
    title="The billed coverage has no payer ID or no member ID.",
    why="The payer ID routes the claim, and the member ID identifies the member. A claim without them cannot be "
    "delivered, or is returned for an unknown member.",
    fix="Enter both from the member's card or the payer's list. For workers' compensation, auto and liability leave "
    "out the member ID if the insurer has none.",
    looks_at=("coverages[].payer_id", "coverages[].member_id"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "payer": Case(says=_PAYER),
        "payer-of-liability": Case(says=_PAYER, mark="WARN"),
        "member": Case(says=_MEMBER, rarc=("N382",), status=_MEMBER_STATUS),
        "member-of-liability": Case(says=_MEMBER, rarc=("N382",), status=_MEMBER_STATUS, mark="WARN"),
    },
    carc="16",
    rarc=("M56",),
    status=statuses("A6:153:PR"),
    snip=2,
    source="ASC X12 837 loops 2010BA and 2010BB, NM109",
    basis="regulation",
    references=(
        usage_837p("loops 2010BA and 2010BB, NM109: required"),
        usage_837i("loops 2010BA and 2010BB, NM109: required"),
    ),
    waivable=False,
    on_void=True,
    example=Example(base="office-visit", field="coverages[0].member_id", fires=None, silent="W123456789"),
)

"""BT110: late charges of some bill types go on a replacement."""

from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_LATE_CHARGES: Final = "5"


def check(claim: ClaimFacts, *, never: frozenset[str], rarely: frozenset[str]) -> Found:
    """A late-charge bill of a type that Medicare does not take them for."""
    kind = claim.type_of_bill[:2]
    if claim.encounter.frequency_code != _LATE_CHARGES or kind not in never | rarely:
        return None
    return problem("frequency_code", "default" if kind in never else "hospital", bill=claim.type_of_bill)


EDIT = Edit(
    code="BT110",
    name="late-charge-bill-not-accepted",
    title="Medicare does not accept late charges (frequency 5) for this bill type.",
    why="Home health, hospice and prospective payment bills are paid as a whole. Charges that were left out go on a "
    "replacement of the whole bill; a late-charge bill is returned.",
    fix="Send a replacement (frequency 7) with all charges, old and new. A hospital that is not paid prospectively "
    "may bill late charges.",
    looks_at=("frequency_code", "institutional.type_of_bill"),
    subject="claim",
    check=check,
    severity=severities("R", "-", "-"),
    reporting_mark="WARN",
    cases={
        "default": Case(says="Medicare does not accept late charges (frequency 5) for bill type {bill}."),
        "hospital": Case(
            says="Medicare accepts late charges (frequency 5) for bill type {bill} only from hospitals that are not "
            "paid prospectively.",
            mark="WARN",
        ),
    },
    carc="16",
    rarc=("MA30",),
    status=statuses("A7:535"),
    snip=4,
    source="Medicare Claims Processing Manual ch. 1 §130.1.3; MLN Matters MM7556",
    basis="manual",
    references=(
        Reference(
            text="Medicare Claims Processing Manual ch. 1 §130.1.3, quoted: providers paid prospectively as hospitals, "
            "outpatient departments, nursing facilities or home health agencies may not bill late charges",
            address="http://dmebillingservice.blogspot.com/search/label/Late%20Charges?m=0",
        ),
        Reference(
            text="AAPC on MM7556: hospices replace the claim instead of billing late charges from 2012-04-01",
            address="https://aapc.com/codes/coding-newsletters/my-hospice-insider-alert/"
            "billing-you-cant-submit-late-charge-claims-starting-april-1-111732-article",
        ),
    ),
    since="2",
    form="institutional",
    on_denial_bill=False,
    lists={
        "never": dated_list("bills_without_late_charges"),
        "rarely": dated_list("bills_rarely_with_late_charges"),
    },
    example=Example(
        base="hospital-outpatient-visit",
        field="institutional.type_of_bill",
        fires="0135",
        silent="0855",
        given={"frequency_code": "5"},
    ),
)

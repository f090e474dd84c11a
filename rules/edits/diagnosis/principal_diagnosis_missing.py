"""DX106: every claim needs a principal diagnosis, the reason for the encounter."""

from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, Suppression, problem, severities, statuses
from rules.lists.dated_list import DatedList, OnOtherDate, dated_list
from rules.references import usage_837i, usage_837p

_EMPTY: Final = "The claim has no diagnosis."
_NONE: Final = "None of the claim's diagnoses is marked as principal."
_SECOND: Final = "The claim has more than one principal diagnosis."
_BLANK: Final = "The principal diagnosis has no code."
_CODE: Final = (Suppression(edits=("DX101",), scope="field"),)
_PROFESSIONAL: Final = statuses("A6:255")


def check(claim: ClaimFacts, *, older_guide: DatedList) -> Found:
    """There is no diagnosis, the principal one is blank, or an institutional claim does not have exactly one."""
    principals = [dx for dx in claim.diagnoses if dx.principal]
    if len(principals) == 1 and not is_blank(principals[0].code):
        return None
    lenient = claim.notice or claim.type_of_bill[:2] in older_guide.on(claim.as_of)
    kind = "-professional" if claim.professional else "-lenient" if lenient else ""
    if not claim.diagnoses:
        return problem("diagnoses", f"empty{kind}")
    if claim.principal is None:
        return problem("diagnoses", f"no-principal{kind}")
    if is_blank(claim.principal.code):
        return problem(f"{claim.principal.path}.code", f"blank{kind}")
    if claim.professional:
        return None
    return [problem(f"{dx.path}.role", f"second{kind}") for dx in principals[1:]]


EDIT = Edit(
    code="DX106",
    name="principal-diagnosis-missing",
    title="The claim has no principal diagnosis, or an institutional claim has more than one.",
    why="The principal diagnosis is the reason for the encounter and drives payment. A claim without a diagnosis, or "
    "an institutional claim with none or several marked as principal, is returned.",
    fix="Add the diagnoses, and on an institutional claim mark exactly one as PRINCIPAL. On a professional claim the "
    "first diagnosis counts as principal if none is marked.",
    looks_at=("diagnoses", "diagnoses[].role", "diagnoses[].code", "institutional.type_of_bill", "occurred_at"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "empty": Case(says=_EMPTY),
        "empty-lenient": Case(says=_EMPTY, mark="WARN"),
        "empty-professional": Case(says=_EMPTY, rarc=("M76",), status=_PROFESSIONAL),
        "no-principal": Case(says=_NONE),
        "no-principal-lenient": Case(says=_NONE, mark="WARN"),
        "second": Case(says=_SECOND),
        "second-lenient": Case(says=_SECOND, mark="WARN"),
        "blank": Case(says=_BLANK, suppresses=_CODE),
        "blank-lenient": Case(says=_BLANK, mark="WARN", suppresses=_CODE),
        "blank-professional": Case(says=_BLANK, rarc=("M76",), status=_PROFESSIONAL, suppresses=_CODE),
    },
    carc="16",
    rarc=("MA63",),
    status=statuses("A6:254"),
    snip=2,
    changed="2",
    source="IOCE edit 1; ASC X12N 837 implementation guides, HI segment; X12 RFI 617 (the guide before 5010 did not "
    "require a diagnosis on 14x and 41x)",
    basis="regulation",
    references=(
        usage_837p("loop 2300, HI ABK: required"),
        usage_837i("loop 2300, HI ABK: required"),
    ),
    lists={"older_guide": OnOtherDate(listed=dated_list("bills_without_diagnosis_before_5010"))},
    waivable=False,
    on_notice=True,
    related=("DX101", "LN105"),
    example=Example(base="inpatient-stay", field="diagnoses[0].role", fires="OTHER", silent="PRINCIPAL"),
)

"""DX403: the present-on-admission (POA) indicator is Y, N, U, W or blank."""

from rules.claim.facts import ClaimFacts, DiagnosisFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list

_OLD_EXEMPT = "1"


def check(dx: DiagnosisFacts, claim: ClaimFacts, *, indicators: frozenset[str]) -> Found:
    """The POA indicator is not Y, N, U, W or blank; 1 is the obsolete mark of exempt codes."""
    indicator = dx.diagnosis.present_on_admission
    if indicator in indicators or is_blank(indicator):
        return None
    return problem(f"{dx.path}.present_on_admission", "old-exempt" if indicator == _OLD_EXEMPT else "default")


EDIT = Edit(
    code="DX403",
    name="poa-indicator-invalid",
    title="A POA indicator is not a valid value.",
    why="The POA indicator is Y, N, U or W, and blank on exempt codes. Payers return a claim with another value. The "
    "1 that once marked exempt codes is obsolete and counts as blank here.",
    fix="Send Y for yes, N for no, U if documentation is insufficient, W if clinically undetermined, and nothing on "
    "exempt codes. A 1 may stay: it is passed on unchanged and only noted.",
    looks_at=("diagnoses[].present_on_admission",),
    subject="diagnosis",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="The POA indicator is not Y, N, U, W or blank."),
        "old-exempt": Case(says="POA indicator 1 (exempt) is obsolete; leave it blank.", mark="NOTICE"),
    },
    carc="16",
    rarc=("N434",),
    status=statuses("A7:688"),
    snip=2,
    source="CMS Medicare Code Editor v44, invalid POA indicator; CMS manual 100-04, chapter 3",
    basis="manual",
    form="institutional",
    related=("DX404",),
    lists={"indicators": dated_list("poa_indicators")},
    example=Example(base="inpatient-stay", field="diagnoses[0].present_on_admission", fires="X", silent="Y"),
)

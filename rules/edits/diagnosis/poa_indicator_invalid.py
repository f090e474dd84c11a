"""DX403: whether a condition was there at admission is told by one of four letters, or not at all."""

from rules.claim.facts import ClaimFacts, DiagnosisFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses

_INDICATORS = ("Y", "N", "U", "W")
_OLD_EXEMPT = "1"


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """The present-on-admission indicator is none of Y, N, U, W and blank; 1 is the older mark of exempt codes."""
    indicator = dx.diagnosis.present_on_admission
    if indicator in _INDICATORS or is_blank(indicator):
        return None
    return problem(f"{dx.path}.present_on_admission", "old-exempt" if indicator == _OLD_EXEMPT else "default")


EDIT = Edit(
    code="DX403",
    name="poa-indicator-invalid",
    title="A present-on-admission indicator is not one that the claim form knows.",
    why="The indicator is Y, N, U or W, and stays blank on exempt codes. Payers return a bill with another value. The "
    "1 that once marked exempt codes is no longer sent, and counts as blank here.",
    fix="Send Y for yes, N for no, U where the record does not say, W where the physician cannot tell, and nothing "
    "on exempt codes. A 1 can be left: it is sent as it stands and only noted.",
    looks_at=("diagnoses[].present_on_admission",),
    subject="diagnosis",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="The present-on-admission indicator is not Y, N, U, W or blank."),
        "old-exempt": Case(
            says="Present-on-admission indicator 1 is the older exempt mark; blank says so.", mark="NOTICE"
        ),
    },
    carc="16",
    rarc=("N434",),
    status=statuses("A7:688"),
    snip=2,
    source="CMS Medicare Code Editor v44, invalid POA indicator; CMS manual 100-04, chapter 3",
    form="institutional",
    related=("DX404",),
    example=Example(base="inpatient-stay", field="diagnoses[0].present_on_admission", fires="X", silent="Y"),
)

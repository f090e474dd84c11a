"""DX207: a stay in which the wrong operation was done is reported, but not paid."""

from rules.claim.describe_codes import dotted
from rules.claim.facts import ClaimFacts, DiagnosisFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses

_CODES = frozenset(("Y6551", "Y6552", "Y6553"))
_ROLES = ("PRINCIPAL", "OTHER")


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """A principal or other diagnosis tells of a wrong procedure, patient or side on a bill that asks for payment."""
    if dx.code not in _CODES or dx.diagnosis.role not in _ROLES or claim.type_of_bill == "110":
        return None
    return problem(f"{dx.path}.code", code=dotted(dx.code))


EDIT = Edit(
    code="DX207",
    name="wrong-procedure-diagnosis",
    title="A diagnosis says that a wrong procedure was done, on a bill that asks for payment.",
    why="Medicare does not pay for a wrong procedure, one on the wrong patient or on the wrong side. The stay is "
    "reported on a no-pay bill, and a paid one with such a code is returned.",
    fix="Bill the wrong procedure on a bill of type 110, with the care that was right on a claim of its own. If the "
    "code was a mistake, correct it.",
    looks_at=("diagnoses[].code", "diagnoses[].role", "institutional.type_of_bill"),
    subject="diagnosis",
    check=check,
    severity=severities("R", "W", "W"),
    cases={"default": Case(says="Diagnosis {code} reports a wrong procedure, which a no-pay bill (110) must carry.")},
    carc="233",
    status=statuses("A7:744"),
    snip=6,
    source="CMS Medicare Code Editor v44, wrong procedure performed; Medicare NCD 140.6 to 140.8",
    form="institutional",
    bills="acute",
    waivable=False,
    tables=(needs("icd10cm"),),
    example=Example(
        base="inpatient-stay",
        field="diagnoses[2].code",
        fires="Y6551",
        silent="I10",
        given={"diagnoses[2].present_on_admission": "N"},
    ),
)

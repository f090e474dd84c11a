"""DX402: until 30 September 2024 payers held some diagnoses against the sex on the claim."""

from rules.claim.describe_codes import dotted
from rules.claim.facts import ClaimFacts, DiagnosisFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses

_ROLES = ("PRINCIPAL", "OTHER", "REASON_FOR_VISIT")
_AMBIGUOUS_GENDER = "45"


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """The code is flagged for one sex on its date, and the patient's is another or unknown."""
    flags, sex = dx.flags, claim.encounter.patient.sex
    if ("male" not in flags or sex == "MALE") and ("female" not in flags or sex == "FEMALE"):
        return None
    if dx.diagnosis.role not in _ROLES or _AMBIGUOUS_GENDER in claim.condition_codes:
        return None
    return problem(f"{dx.path}.code", code=dotted(dx.code), sex="female" if "female" in flags else "male")


EDIT = Edit(
    code="DX402",
    name="diagnosis-sex-conflict",
    title="A diagnosis does not go with the patient's sex as the claim has it.",
    why="For services through 30 September 2024 the Medicare Code Editor flagged diagnoses for one sex, and payers "
    "returned a claim with the other or none. The flags have ended; later services are not checked.",
    fix="Check the patient's sex and the diagnosis. Where both are right, condition code 45 on an institutional bill "
    "tells the payer so.",
    looks_at=("diagnoses[].code", "patient.sex", "condition_codes"),
    subject="diagnosis",
    check=check,
    occasion="flagged-diagnosis",
    severity=severities("R", "W", "W"),
    cases={
        "default": Case(says="Diagnosis {code} is on the list for {sex} patients, which the claim's sex is not on.")
    },
    carc="10",
    status=statuses("A7:86"),
    snip=6,
    source="CMS Medicare Code Editor v41, sex conflict (ended 2024-09-30); IOCE edit 3",
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

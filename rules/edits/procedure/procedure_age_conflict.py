"""HC105: some services are for children, some for adults, and a payer may say between which ages."""

from rules.claim.facts import ClaimFacts, LineFacts, whole_years
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """The patient's age, at the line's date or an inpatient's admission, is outside the ages of the code."""
    table, born = claim.tables.procedure_age, claim.encounter.patient.birth_date
    if table is None or born is None or line.code is None:
        return None
    payer = None if claim.billed is None else claim.billed.payer_id
    ages = table.ages(line.code, payer, line.date_from)
    if ages is None:
        return None
    years = whole_years(born, claim.age_date if claim.inpatient else line.date_from)
    if years < 0 or ages[0] <= years <= ages[1]:
        return None
    return problem(f"{line.path}.procedure_code", code=line.code, years=years, first=ages[0], last=ages[1])


EDIT = Edit(
    code="HC105",
    name="procedure-age-conflict",
    title="A service is not for a patient of this age.",
    why="Payers hold some services against the patient's age, such as well-child visits, and deny what does not fit "
    "or ask for records.",
    fix="Check the birth date and the code. If both are right and the service was needed, leave it and keep the "
    "record at hand.",
    looks_at=("service_lines[].procedure_code", "patient.birth_date"),
    subject="line",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "default": Case(
            says="Code {code} is for patients from {first} to {last} years, and the patient is {years} years old."
        )
    },
    carc="6",
    rarc=("N129",),
    status=statuses("A7:475"),
    snip=6,
    source="IOCE edit 7; the payer's list of ages",
    tables=(needs("procedure_age"),),
    example=Example(
        base="office-visit",
        field="patient.birth_date",
        fires="2010-03-14",
        silent="1958-03-14",
        tables={"procedure_age": ({"code": "99213", "first": 18, "last": 124},)},
    ),
)

"""HC105: some services apply to patients of a certain age range only."""

from rules.claim.facts import ClaimFacts, LineFacts, whole_years
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """The patient's age, on the line's date or at admission, is outside the code's age range."""
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
    title="A service conflicts with the patient's age.",
    why="Payers check some services, such as well-child visits, against the patient's age, and deny a conflict or "
    "ask for records.",
    fix="Check the birth date and the code. If both are correct and the service was necessary, leave it and have the "
    "record ready.",
    looks_at=("service_lines[].procedure_code", "patient.birth_date"),
    subject="line",
    check=check,
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="Code {code} is for patients aged {first} to {last} years; the patient is {years}.")},
    carc="6",
    rarc=("N129",),
    status=statuses("A7:475"),
    snip=6,
    source="IOCE edit 7; the payer's list of ages",
    basis="manual",
    tables=(needs("procedure_age"),),
    example=Example(
        base="office-visit",
        field="patient.birth_date",
        fires="2010-03-14",
        silent="1958-03-14",
        tables={"procedure_age": ({"code": "99213", "first": 18, "last": 124},)},
    ),
)

"""HC106: until 2024 payers checked services against the patient's sex."""

import datetime as dt

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses

_LAST_DAY = dt.date(2024, 9, 30)


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """The code is for the other sex, without the override of condition code 45 or modifier KX."""
    table, sex = claim.tables.procedure_sex, claim.encounter.patient.sex
    if table is None or line.code is None or sex == "UNKNOWN" or line.date_from > _LAST_DAY:
        return None
    if "45" in claim.condition_codes or "KX" in line.modifiers:
        return None
    payer = None if claim.billed is None else claim.billed.payer_id
    wanted = table.sex(line.code, payer, line.date_from)
    if wanted is None or wanted == sex:
        return None
    return problem(f"{line.path}.procedure_code", code=line.code, wanted=wanted.lower())


EDIT = Edit(
    code="HC106",
    name="procedure-sex-conflict",
    title="A service was listed for patients of the other sex.",
    why="Through September 2024 payers denied services listed for the other sex. They no longer apply these lists to "
    "later services.",
    fix="Check the code and the patient's sex. If both are correct, add condition code 45 to an institutional claim "
    "or modifier KX to a professional one.",
    looks_at=("service_lines[].procedure_code", "patient.sex", "condition_codes", "service_lines[].modifiers"),
    subject="line",
    check=check,
    severity=severities("-", "-", "-"),
    cases={"default": Case(says="Code {code} was listed for {wanted} patients.")},
    carc="7",
    status=statuses("A7:474"),
    snip=6,
    source="IOCE edit 8",
    basis="manual",
    state="shadow",
    effective_through=_LAST_DAY,
    tables=(needs("procedure_sex"),),
    example=Example(
        base="office-visit",
        field="patient.sex",
        fires="MALE",
        silent="FEMALE",
        given={
            "occurred_at": "2024-09-05T15:30:00Z",
            "service_from": "2024-09-02",
            "service_through": "2024-09-02",
            "service_lines[0].service_from": "2024-09-02",
            "service_lines[1].service_from": "2024-09-02",
        },
        tables={"procedure_sex": ({"code": "93000", "sex": "FEMALE"},)},
    ),
)

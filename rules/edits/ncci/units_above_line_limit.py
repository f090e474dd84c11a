"""NC104: some services have a limit of units per line."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.units_of_day import units_per_day, written_units
from rules.edit import ALL_BUT_MEDICAID, Case, Edit, Example, Found, needs, problem, severities, statuses


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """The line's units per day exceed the code's claim-line limit (MAI 1)."""
    limit = line.rows.unit_limit
    if limit is None or limit.adjudication != 1:
        return None
    units = units_per_day(line)
    if units is None or units <= limit.value:
        return None
    return problem(f"{line.path}.units", code=line.code, units=written_units(units), limit=limit.value)


EDIT = Edit(
    code="NC104",
    name="units-above-line-limit",
    title="A line's units exceed the MUE limit per line.",
    why="The Medically Unlikely Edits (MUE) set the most units of a service per line. The payer denies a line with "
    "more.",
    fix="Correct the units. If they are correct and necessary, bill the units above the limit on a separate line "
    "with a modifier that says why, such as 76, 77, 91, 59 or an anatomic modifier.",
    looks_at=("service_lines[].units", "service_lines[].procedure_code"),
    subject="line",
    check=check,
    severity=severities("R", "R", "W"),
    cases={"default": Case(says="Code {code} has {units} units per day; the MUE limit per line is {limit}.")},
    carc="151",
    rarc=("N362",),
    status=statuses("A7:476"),
    snip=6,
    source="NCCI medically unlikely edits, MAI 1; IOCE edit 15",
    basis="manual",
    bills="ncci",
    tables=(needs("mue", payer_classes=ALL_BUT_MEDICAID), needs("mue_medicaid", payer_classes=("medicaid",))),
    related=("NC105", "NC106"),
    example=Example(
        base="office-visit",
        field="service_lines[1].units",
        fires="4",
        silent="3",
        tables={"mue": ({"code": "93000", "value": 3, "adjudication": 1},)},
    ),
)

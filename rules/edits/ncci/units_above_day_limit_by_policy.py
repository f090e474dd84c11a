"""NC105: some services cannot exceed a number of units per day by policy, anatomy or definition."""

from rules.claim.facts import ClaimFacts
from rules.claim.units_of_day import units_above_day_limit, written_units
from rules.edit import ALL_BUT_MEDICAID, Case, Edit, Example, Found, needs, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """The units of a code over all lines of a day exceed its limit, set by policy (MAI 2)."""
    return [
        problem(
            f"{above.line.path}.units",
            code=above.line.code,
            units=written_units(above.units),
            limit=above.limit,
            on=above.line.date_from,
        )
        for above in units_above_day_limit(claim, 2)
    ]


EDIT = Edit(
    code="NC105",
    name="units-above-day-limit-by-policy",
    title="A day's units exceed the MUE limit set by policy.",
    why="The limit of units per day follows from statute, anatomy or the code's definition. The payer adds up all "
    "lines of the day and denies the units above it, whatever the modifier and even on appeal.",
    fix="Correct the units or the dates, or use the code for the larger service.",
    looks_at=("service_lines[].units", "service_lines[].procedure_code", "service_lines[].service_from"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "W"),
    cases={"default": Case(says="Code {code} has {units} units on {on}; the MUE limit per day is {limit} (policy).")},
    carc="151",
    rarc=("N362",),
    status=statuses("A7:476"),
    snip=6,
    source="NCCI medically unlikely edits, MAI 2",
    basis="manual",
    bills="ncci",
    tables=(needs("mue", payer_classes=ALL_BUT_MEDICAID), needs("mue_medicaid", payer_classes=("medicaid",))),
    related=("NC104", "NC106"),
    example=Example(
        base="office-visit",
        field="service_lines[1].units",
        fires="2",
        silent="1",
        tables={"mue": ({"code": "93000", "value": 1, "adjudication": 2},)},
    ),
)

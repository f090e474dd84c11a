"""NC106: units above the clinical benchmark for one day are paid only on appeal with the record."""

from rules.claim.facts import ClaimFacts
from rules.claim.units_of_day import units_above_day_limit, written_units
from rules.edit import ALL_BUT_MEDICAID, Case, Edit, Example, Found, needs, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """The units of a code over all lines of a day exceed its limit, a clinical benchmark (MAI 3)."""
    return [
        problem(
            f"{above.line.path}.units",
            code=above.line.code,
            units=written_units(above.units),
            limit=above.limit,
            on=above.line.date_from,
        )
        for above in units_above_day_limit(claim, 3)
    ]


EDIT = Edit(
    code="NC106",
    name="units-above-day-limit-by-benchmark",
    title="A day's units exceed the MUE limit based on clinical benchmarks.",
    why="The limit of units per day is a clinical benchmark. The payer adds up all lines of the day, denies the "
    "units above it, and pays on appeal if the record shows medical necessity.",
    fix="Check the units and the dates. If they are correct, leave them and have the record ready for an appeal.",
    looks_at=("service_lines[].units", "service_lines[].procedure_code", "service_lines[].service_from"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "default": Case(
            says="Code {code} has {units} units on {on}; the MUE limit per day is {limit} (clinical benchmark)."
        )
    },
    carc="151",
    rarc=("N362",),
    status=statuses("A7:476"),
    snip=6,
    source="NCCI medically unlikely edits, MAI 3",
    basis="manual",
    bills="ncci",
    tables=(needs("mue", payer_classes=ALL_BUT_MEDICAID), needs("mue_medicaid", payer_classes=("medicaid",))),
    related=("NC104", "NC105"),
    example=Example(
        base="office-visit",
        field="service_lines[1].units",
        fires="6",
        silent="5",
        tables={"mue": ({"code": "93000", "value": 5, "adjudication": 3},)},
    ),
)

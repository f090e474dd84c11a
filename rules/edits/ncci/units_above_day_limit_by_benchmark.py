"""NC106: more units on one day than nearly all patients have are paid only when the record shows why."""

from rules.claim.facts import ClaimFacts
from rules.claim.units_of_day import units_above_day_limit, written_units
from rules.edit import ALL_BUT_MEDICAID, Case, Edit, Example, Found, needs, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """The units of a code, over all lines together, are more than its limit of a day, set by experience (MAI 3)."""
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
    title="A day has more units of a service than nearly all patients have.",
    why="The limit of units on one day is one of experience. The payer adds up all lines of the day, denies what is "
    "above it, and pays on appeal where the record shows that it was needed.",
    fix="Check the units and the dates. If they are right, leave them and keep the record at hand for the appeal.",
    looks_at=("service_lines[].units", "service_lines[].procedure_code", "service_lines[].service_from"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="Code {code} has {units} units on {on}, and a day usually has at most {limit}.")},
    carc="151",
    rarc=("N362",),
    status=statuses("A7:476"),
    snip=6,
    source="NCCI medically unlikely edits, MAI 3",
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

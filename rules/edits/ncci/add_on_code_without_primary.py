"""NC107: an add-on code is paid only with one of its primary codes."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.ncci_pairs import together
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """The code is a type 1 add-on code, and none of its primary codes is on a matching line."""
    add_on = line.rows.add_on
    if add_on is None or add_on.kind != 1:
        return None
    hospital = claim.institutional
    if any(other.code in add_on.primaries and together(line, other, hospital=hospital) for other in claim.lines):
        return None
    return problem(f"{line.path}.procedure_code", "professional" if claim.professional else "default", code=line.code)


EDIT = Edit(
    code="NC107",
    name="add-on-code-without-primary",
    title="An add-on code is on the claim without its primary service.",
    why="Add-on codes describe work beyond a primary service and are never paid alone. The payer denies one without "
    "its primary code.",
    fix="Add the primary service of the same day and practitioner. Leave it if the primary service is on a separate "
    "claim, because a partner performed it or the lines did not fit on one claim.",
    looks_at=("service_lines[].procedure_code", "service_lines[].service_from"),
    subject="line",
    check=check,
    severity=severities("R", "W", "W"),
    cases={
        "default": Case(says="None of the primary codes of add-on code {code} is on the claim for the same day."),
        "professional": Case(
            says="None of the primary codes of add-on code {code} is on the claim for the same day and practitioner.",
            mark="WARN",
        ),
    },
    carc="107",
    rarc=("N122",),
    status=statuses("A7:736"),
    snip=6,
    source="NCCI add-on code edits, type I; IOCE edit 106",
    bills="ncci",
    tables=(needs("aoc"),),
    related=("NC108",),
    example=Example(
        base="office-visit",
        field="service_lines[0].procedure_code",
        fires="11721",
        silent="11042",
        given={"service_lines[1].procedure_code": "11045"},
        tables={"aoc": ({"code": "11045", "kind": 1, "primaries": ("11042",)},)},
    ),
)

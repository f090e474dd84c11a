"""NC107: an add-on code is paid only with one of its primary codes."""

from rules.claim.facts import ClaimFacts
from rules.claim.ncci_pairs import codes_by_provider_day, provider_day
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """A code is a type 1 add-on code, and none of its primary codes is on a matching line."""
    add_ons = [(line, line.rows.add_on) for line in claim.lines if line.rows.add_on is not None]
    add_ons = [(line, row) for line, row in add_ons if row.kind == 1]
    if not add_ons:
        return None
    hospital = claim.institutional
    codes = codes_by_provider_day(claim.lines, hospital=hospital)
    return [
        problem(f"{line.path}.procedure_code", "professional" if claim.professional else "default", code=line.code)
        for line, row in add_ons
        if row.primaries.isdisjoint(codes.get(provider_day(line, hospital=hospital), ()))
    ]


EDIT = Edit(
    code="NC107",
    name="add-on-code-without-primary",
    title="An add-on code is on the claim without its primary service.",
    why="Add-on codes describe work beyond a primary service and are never paid alone. The payer denies one without "
    "its primary code.",
    fix="Add the primary service of the same day and practitioner. Leave it if the primary service is on a separate "
    "claim, because a partner performed it or the lines did not fit on one claim.",
    looks_at=("service_lines[].procedure_code", "service_lines[].service_from"),
    subject="claim",
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
    basis="manual",
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

"""PS104: Medicare pays by telehealth only for services on the telehealth list of the year."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(line: LineFacts, claim: ClaimFacts, *, modifiers: frozenset[str], places: frozenset[str]) -> Found:
    """A line is billed as telehealth, and its code is not on the list in force on its from date."""
    if line.place not in places and line.modifiers.isdisjoint(modifiers):
        return None
    if line.code is None or line.system not in ("CPT", "HCPCS"):
        return None
    table = claim.tables.telehealth
    if table is None or not table.covers(line.date_from):
        return None
    if table.listed(line.code, line.date_from):
        return None
    return problem(f"{line.path}.procedure_code", code=line.code, year=line.date_from.year)


EDIT = Edit(
    code="PS104",
    name="service-not-on-telehealth-list",
    title="The service is billed as telehealth but is not on Medicare's telehealth list.",
    why="Medicare pays for a service by telehealth only if it is on the list of that year. Other payers have their "
    "own, often longer lists.",
    fix="Check the code and whether the visit was by telehealth. If it was and this payer covers it, leave the line "
    "as it is.",
    looks_at=("service_lines[].procedure_code", "service_lines[].modifiers", "service_lines[].place_of_service"),
    subject="line",
    check=check,
    severity=severities("W", "N", "N"),
    cases={"default": Case(says="{code} is billed as telehealth but is not on the telehealth list of {year}.")},
    carc="96",
    rarc=("N776",),
    status=statuses("A7:454"),
    snip=7,
    source="CMS list of telehealth services",
    basis="manual",
    form="professional",
    tables=(needs("telehealth"),),
    lists={"modifiers": dated_list("telehealth_modifiers"), "places": dated_list("telehealth_places")},
    example=Example(
        base="office-visit",
        field="service_lines[0].procedure_code",
        fires="99211",
        silent="99213",
        given={"place_of_service": "10"},
        tables={"telehealth": ({"code": "99213"}, {"code": "93000"})},
    ),
)

"""NC108: an add-on code without a complete list of primary codes still needs a primary service."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.ncci_pairs import codes_by_provider_day, provider_day
from rules.edit import Case, Edit, Example, Found, Problem, needs, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """A type 3 add-on code has none of its listed primary codes, or a type 2 (or ZZZ) code has no other procedure."""
    add_ons = [line for line in claim.lines if _needs_another(line, claim)]
    if not add_ons:
        return None
    hospital = claim.institutional
    codes = codes_by_provider_day(claim.lines, hospital=hospital)
    procedures = [line for line in claim.lines if line.system in ("CPT", "HCPCS") and not _is_any_add_on(line, claim)]
    others = codes_by_provider_day(procedures, hospital=hospital)
    problems: list[Problem] = []
    for line in add_ons:
        day, row = provider_day(line, hospital=hospital), line.rows.add_on
        if row is not None and row.kind == 3:
            if row.primaries.isdisjoint(codes.get(day, ())):
                problems.append(problem(f"{line.path}.procedure_code", "default", code=line.code))
        elif others.get(day, set()) <= {line.code}:
            problems.append(problem(f"{line.path}.procedure_code", "alone", code=line.code))
    return problems


def _needs_another(line: LineFacts, claim: ClaimFacts) -> bool:
    row = line.rows.add_on
    return line.code is not None and ((row is not None and row.kind == 3) or _is_open_add_on(line, claim))


def _is_open_add_on(line: LineFacts, claim: ClaimFacts) -> bool:
    """Whether the contractor decides on the primary codes: type 2 or, without the table, global days ZZZ."""
    if _has_table(line, claim):
        return line.rows.add_on is not None and line.rows.add_on.kind == 2
    return line.rows.fee is not None and line.rows.fee.global_days == "ZZZ"


def _is_any_add_on(line: LineFacts, claim: ClaimFacts) -> bool:
    if _has_table(line, claim):
        return line.rows.add_on is not None
    return line.rows.fee is not None and line.rows.fee.global_days == "ZZZ"


def _has_table(line: LineFacts, claim: ClaimFacts) -> bool:
    table = claim.tables.aoc
    return table is not None and table.covers(line.date_from)


EDIT = Edit(
    code="NC108",
    name="add-on-code-alone",
    title="An add-on code is on the claim without a possible primary service.",
    why="Add-on codes are paid only with another service. If the list of primary codes is not complete, the payer "
    "looks for one that fits and denies the add-on code if there is none.",
    fix="Add the primary service of the same day. Leave it if the primary service is on another practitioner's claim.",
    looks_at=("service_lines[].procedure_code", "service_lines[].service_from"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "N"),
    cases={
        "default": Case(says="None of the listed primary codes of add-on code {code} is on the claim for that day."),
        "alone": Case(says="Add-on code {code} has no other procedure on the claim for that day."),
    },
    carc="107",
    rarc=("N122",),
    status=statuses("A7:736"),
    snip=6,
    source="NCCI add-on code edits, types II and III; IOCE edits 107 and 108; MPFS global days ZZZ",
    basis="manual",
    bills="ncci",
    tables=(needs("aoc", "mpfs"),),
    related=("NC107",),
    example=Example(
        base="office-visit",
        field="service_lines[0].procedure_code",
        fires="99292",
        silent="99291",
        given={
            "service_lines": [
                {
                    "line_number": 1,
                    "service_from": "2026-11-02",
                    "units": "1",
                    "unit_of_measure": "UN",
                    "charge": "190.00",
                    "diagnosis_pointers": [1],
                }
            ]
        },
        tables={"aoc": ({"code": "99292", "kind": 2},)},
    ),
)

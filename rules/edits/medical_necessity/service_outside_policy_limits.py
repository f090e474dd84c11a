"""MN102: a coverage policy sets ages, places and daily units for a service."""

from collections.abc import Hashable
from decimal import Decimal

from rules.claim.facts import ClaimFacts, LineFacts, whole_years
from rules.claim.ncci_pairs import provider_day
from rules.claim.state_of_service import state_of_service
from rules.claim.units_of_day import units_per_day, written_units
from rules.edit import Case, Edit, Example, Found, Problem, needs, problem, severities, statuses
from rules.tables.kinds.coverage_policies import CoveragePolicy


def check(claim: ClaimFacts) -> Found:
    """Under a policy in force, a line is outside the ages, places or daily units; each is reported once per line."""
    table = claim.tables.coverage
    if table is None:
        return None
    payer = None if claim.billed is None else claim.billed.payer_id
    problems: list[Problem] = []
    billed: dict[Hashable, Decimal] = {}
    for line in claim.lines:
        if line.code is None:
            continue
        service = (line.code, provider_day(line, hospital=claim.institutional))
        before, own = billed.get(service, Decimal(0)), units_per_day(line) or Decimal(0)
        billed[service] = before + own
        found: dict[str, Problem] = {}
        for policy in table.policies(line.code, payer, state_of_service(line, claim), line.date_from):
            for bound, one in (
                ("age", _outside_ages(policy, line, claim)),
                ("place", _outside_places(policy, line, claim)),
                ("units", _above_units(policy, line, before, own)),
            ):
                if one is not None:
                    found.setdefault(bound, one)
        problems += found.values()
    return problems


def _outside_ages(policy: CoveragePolicy, line: LineFacts, claim: ClaimFacts) -> Problem | None:
    born = claim.encounter.patient.birth_date
    if policy.ages is None or born is None:
        return None
    years = whole_years(born, claim.age_date if claim.inpatient else line.date_from)
    if policy.ages[0] <= years <= policy.ages[1]:
        return None
    path = f"{line.path}.procedure_code"
    return problem(path, _case("age", policy), code=line.code, policy=_named(policy), years=years)


def _outside_places(policy: CoveragePolicy, line: LineFacts, claim: ClaimFacts) -> Problem | None:
    if policy.places is None or claim.institutional or not line.place or line.place in policy.places:
        return None
    path = f"{line.path}.procedure_code"
    return problem(path, _case("place", policy), code=line.code, policy=_named(policy), place=line.place)


def _above_units(policy: CoveragePolicy, line: LineFacts, before: Decimal, own: Decimal) -> Problem | None:
    """This line takes the daily units over the limit, in the order of the lines that count together."""
    if policy.units_per_day is None or not before <= policy.units_per_day < before + own:
        return None
    limit = written_units(policy.units_per_day)
    return problem(f"{line.path}.units", _case("units", policy), code=line.code, policy=_named(policy), limit=limit)


def _case(bound: str, policy: CoveragePolicy) -> str:
    return f"national-{bound}" if policy.national else f"local-{bound}"


def _named(policy: CoveragePolicy) -> str:
    return f"National policy {policy.policy}" if policy.national else f"Policy {policy.policy}"


_SAYS = {
    "age": "{policy} does not cover code {code} for a patient aged {years}.",
    "place": "{policy} does not cover code {code} in place of service {place}.",
    "units": "{policy} covers at most {limit} units of code {code} per day.",
}

EDIT = Edit(
    code="MN102",
    name="service-outside-policy-limits",
    title="A service is outside the ages, places or units that a coverage policy allows.",
    why="The payer's policy limits for whom, where and how often the service is covered, and the payer denies what "
    "is outside those limits.",
    fix="Check the birth date, the place of service and the units. If they are correct, leave the line and have the "
    "record ready, or remove what the policy does not cover.",
    looks_at=(
        "service_lines[].procedure_code",
        "service_lines[].place_of_service",
        "service_lines[].units",
        "patient.birth_date",
    ),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        **{f"local-{bound}": Case(says=says) for bound, says in _SAYS.items()},
        **{f"national-{bound}": Case(says=says, rarc=("N386",)) for bound, says in _SAYS.items()},
    },
    carc="272",
    rarc=("N115",),
    status=statuses("A7:488"),
    snip=7,
    source="CMS national and local coverage determinations; the payer's own policies",
    basis="manual",
    tables=(needs("coverage"),),
    related=("MN101",),
    example=Example(
        base="office-visit",
        field="place_of_service",
        fires="11",
        silent="22",
        tables={"coverage": ({"code": "93000", "policy": "L33632", "places": ("22",)},)},
    ),
)

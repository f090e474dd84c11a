"""A plan that is kept for an era is the plan of every date in it."""

import datetime as dt
import random
from dataclasses import replace
from typing import Any

import pytest

from rules.catalog import load_catalogue
from rules.claim.build_claim import build_claim
from rules.claim.facts import ClaimFacts
from rules.engine.plan import Eras, Plan, Plans
from rules.load_profiles import load_profiles
from rules.profile import Profile
from rules.repairs.repair_event import repair_event
from rules.tables.store import Tables, open_shipped
from schemas.json_form import parse_json, read_encounter
from schemas.samples import sample_text
from tests.edits.toy_tables import toy_tables

EDITS = tuple(load_catalogue().values())
PROFILES = load_profiles(load_catalogue())
DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def tables() -> Tables:
    """The shipped tables, with loaded ones that begin and end within years."""
    toys = toy_tables({"mue": ({"code": "93000", "value": 1, "adjudication": 2},), "cpt": ({"code": "99213"},)})
    return open_shipped().with_tables(*toys)


def claim_on(sample: str, first: dt.date, through: dt.date, profile: Profile, tables: Tables) -> ClaimFacts:
    event = read_encounter(parse_json(sample_text(sample)))
    event = replace(event, service_from=first, service_through=through)
    return build_claim(
        repair_event(event, profile.repairs), tables=tables, profile=profile, as_of=through, waivable=frozenset()
    )


def content(plan: Plan) -> Any:
    """What a plan says, with the bound lists of its checks in place of the functions."""
    checks = [one for edits in (plan.work[0], *(group for _, group in plan.work[1])) for one in edits]
    bound = [(edit.code, getattr(check, "__kwdefaults__", None)) for edit, check in checks]
    return plan.runs, plan.shadow, plan.codes, plan.waiting, plan.open_tables, bound


@pytest.mark.parametrize("sample", ["office-visit", "hospital-outpatient-visit", "inpatient-stay"])
@pytest.mark.parametrize("name", ["medicare", "strict"])
def test_same_as_on_the_date_itself(sample: str, name: str, tables: Tables) -> None:
    """For dates of thirty years, also pairs of dates in two eras, the kept plan is what a new one would be."""
    profile = PROFILES.by_name[name]
    chance = random.Random(7)
    start = dt.date(2000, 1, 1)
    kept = Plans(EDITS)
    dates = [start + dt.timedelta(days=chance.randrange(365 * 30)) for _ in range(120)]
    for through in dates:
        first = through - dt.timedelta(days=chance.choice((0, 0, 1, 30, 400)))
        claim = claim_on(sample, first, through, profile, tables)
        assert content(kept.plan_for(claim, profile)) == content(Plans(EDITS).plan_for(claim, profile))


def test_first_and_last_days(tables: Tables) -> None:
    """A day on which something begins, and the day after its end, open an era; the days between are of one."""
    eras = Eras(EDITS, tables)
    mue = tables.get("mue")
    assert mue is not None
    assert eras.of(mue.in_force_from - DAY) + 1 == eras.of(mue.in_force_from)
    pcs = tables.get("icd10pcs")
    assert pcs is not None
    assert eras.of(pcs.in_force_through) + 1 == eras.of(pcs.in_force_through + DAY)
    ended = next(edit for edit in EDITS if edit.effective_through is not None)
    assert ended.effective_through is not None
    assert eras.of(ended.effective_through) + 1 == eras.of(ended.effective_through + DAY)
    assert eras.of(dt.date.min) == 1 or eras.of(dt.date.min) == 0
    assert eras.of(dt.date.max) >= eras.of(dt.date(2026, 11, 30))


def test_a_year_has_few_plans(tables: Tables) -> None:
    """Claims of every day of a year need few plans, however their dates spread."""
    profile = PROFILES.by_name["strict"]
    kept = Plans(EDITS)
    for day in range(365):
        through = dt.date(2026, 1, 1) + dt.timedelta(days=day)
        kept.plan_for(claim_on("office-visit", through - DAY * (day % 5), through, profile, tables), profile)
    assert len(kept._plans) < 40

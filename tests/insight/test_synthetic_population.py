"""Reports over the synthetic population find the rates that it was made with."""

from collections import Counter, defaultdict
from typing import Any

import pytest

from tests.insight.synthetic_facts import facts_of_plan
from workers.insight import small_cells
from workers.insight.answer_measure import answer_measure
from workers.insight.measures_in_order import MEASURES
from workers.insight.open_facts import Opened, open_rows
from workers.insight.report import make_report
from workers.insight.synthetic_population import DIABETES_SHARE, RETURN_SHARE, SOURCES, Planned, population

pytestmark = pytest.mark.slow
ENCOUNTERS = 4_000
MISTAKES = {"code-not-specific": "DX103", "no-member-id": "CV102", "total-wrong": "LN101"}


@pytest.fixture(scope="module")
def plan() -> list[Planned]:
    """Bills and their corrections."""
    return list(population(ENCOUNTERS))


@pytest.fixture(scope="module")
def opened(plan: list[Planned]) -> Opened:
    """Their outcomes."""
    return open_rows(facts_of_plan(plan))


def numbers(opened: Opened, name: str) -> dict[Any, tuple[Any, Any]]:
    cells = answer_measure(opened.database, MEASURES[name])
    return {tuple(cell.group.values()): (cell.numerator, cell.denominator) for cell in cells}


def test_rejections_are_the_mistakes(opened: Opened, plan: list[Planned]) -> None:
    """Exactly the planted mistakes are rejected, each by its edit and in its source."""
    planted = Counter(MISTAKES[one.mistake] for one in plan if one.mistake is not None)
    found = numbers(opened, "rejection_rate")
    assert found[()] == (sum(planted.values()), len(plan))
    assert {edit: found[edit,][0] for edit in planted} == planted
    for source in SOURCES:
        mine = [one for one in plan if one.event.source_system == source]
        assert found[source,] == (sum(one.mistake is not None for one in mine), len(mine))


def test_the_growing_condition_grows(opened: Opened, plan: list[Planned]) -> None:
    """Diabetes is found in the persons who were billed for it, and only diabetes grows."""
    ready: dict[int, set[int]] = defaultdict(set)
    sick: dict[int, set[int]] = defaultdict(set)
    for one in plan:
        if one.mistake is None:
            ready[one.event.service_from.year].add(one.person)
            if any(each.code == "E119" for each in one.event.diagnoses):
                sick[one.event.service_from.year].add(one.person)
    found = numbers(opened, "prevalence")
    for year in ready:
        # Who had one payer in one source and another in the other is two persons to it.
        assert found[year, "E08-E13"] == pytest.approx((len(sick[year]), len(ready[year])), rel=0.005)
    for year, share in DIABETES_SHARE.items():
        numerator, denominator = found[year, "E08-E13"]
        assert numerator / denominator == pytest.approx(share, abs=0.02)
    verdict = make_report(opened, "population").verdict
    assert verdict[1].startswith("From 2024 to 2026 more patients had: Diabetes mellitus (E08-E13, ")
    assert ";" not in verdict[1]


def test_patients_come_back_as_planned(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """The share of stays with a return is near the planned one: a rejected or chance stay moves it little."""
    (total,) = [cell for cell in answer_measure(opened.database, MEASURES["readmission_30_days"]) if not cell.group]
    assert total.low is not None
    assert total.high is not None
    assert total.low < RETURN_SHARE / (1 + RETURN_SHARE) + 0.015 < total.high + 0.02
    monkeypatch.setattr(small_cells, "LEAST_PERSONS", 0)
    deaths = numbers(opened, "in_hospital_mortality")[()]
    assert 0 < deaths[0] / deaths[1] < 0.05


def test_two_sources_are_one_population(opened: Opened, plan: list[Planned]) -> None:
    """Who is known to both sources is one person, by the membership."""
    (row,) = opened.database.execute("SELECT count(DISTINCT person) FROM decided").fetchall()
    persons = len({one.person for one in plan})
    patients = len({(one.person, one.event.source_system) for one in plan})
    # Who had one payer in one source and another in the other is two persons.
    assert persons <= row[0] < persons * 1.02 < patients

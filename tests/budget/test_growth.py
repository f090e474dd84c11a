"""No edit and no step of the pipeline costs more than a list is long, whatever a sender puts into it."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from rules.catalog import load_catalogue
from rules.edit import Edit
from rules.tables.table_folder import open_tables
from schemas.encounter import Diagnosis, EncounterEvent
from tests.benchmarks.every_table import load_every_table
from tests.benchmarks.frames import sample_events
from tests.budget.counting import cost
from tests.budget.long_lists import ListPath, every_list, items_of, with_list
from tests.budget.random_shapes import random_shape
from tests.budget.worst_shapes import WORST, sample, worst_shape
from tests.golden.judge_samples import shipped_rulebook
from workers.pipeline.process_encounter import Rulebook

FEW: Final = 60
TIMES: Final = 4
BASES: Final = ("office-visit-medicare", "secondary-to-medicare", "inpatient-stay", "hospital-outpatient-visit")


@cache
def rulebook() -> Rulebook:
    """A table of every kind, every edit on, and waivers honored."""
    with tempfile.TemporaryDirectory() as folder:
        tables = open_tables(load_every_table(Path(folder), sample_events()))
    shipped = shipped_rulebook()
    strict = shipped.profiles.by_name["strict"]
    on = replace(strict, severity=dict.fromkeys(load_catalogue(), "REJECT"), allow_waivers=True)
    return replace(shipped, tables=tables, only_profile=on)


@cache
def catalogue() -> dict[str, Edit]:
    """Every edit, on every occasion."""
    return {code: replace(edit, occasion=None) for code, edit in load_catalogue().items()}


def grown(fewer: EncounterEvent, more: EncounterEvent) -> dict[str, tuple[int, int]]:
    """What costs more than its share in an event whose lists are `TIMES` as long."""
    few, many = cost(fewer, rulebook(), catalogue()), cost(more, rulebook(), catalogue())
    return {name: (few[name], count) for name, count in many.items() if count > few[name] * (TIMES + 1) + 500}


def shapes(name: str, path: ListPath, count: int) -> Iterator[EncounterEvent]:
    """Events with a list of so many items: each way to fill it, and of lists within lists in one holder or in all."""
    for item in items_of(path).values():
        for holders in (1,) if len(path) == 1 else (1, count // 2):
            yield with_list(sample(name), path, count, item, holders=holders)


@pytest.mark.slow
@pytest.mark.parametrize("path", list(every_list()), ids=".".join)
def test_one_long_list(path: ListPath) -> None:
    """An event with one list four times as long costs no edit and no step more than five times as much."""
    for name in BASES:
        for fewer, more in zip(shapes(name, path, FEW), shapes(name, path, FEW * TIMES), strict=True):
            assert not grown(fewer, more)


def all_lists(name: str, count: int, way: str, *, billed_last: bool) -> EncounterEvent:
    """An event in which every list is long."""
    event = sample(name)
    for path in every_list():
        if (len(path) <= 2 and path[0] != "institutional") or event.institutional is not None:
            event = with_list(event, path, count, items_of(path)[way], holders=1)
    return replace(event, billed_coverage=len(event.coverages) - 1 if billed_last else 0)


@pytest.mark.slow
@pytest.mark.parametrize("way", ["in turn", "the same", "unlike"])
@pytest.mark.parametrize("name", BASES)
def test_all_lists_long(name: str, way: str) -> None:
    """The same where all lists are long at once, so that an edit that compares two of them is seen."""
    for last in (False, True):
        assert not grown(
            all_lists(name, FEW, way, billed_last=last), all_lists(name, FEW * TIMES, way, billed_last=last)
        )


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(24))
def test_random_shapes(seed: int) -> None:
    """The same of events that a search makes: lists of a few kinds of items, in runs, in turn or all different."""
    shape = random_shape(seed)
    assert not grown(shape(FEW), shape(FEW * TIMES))


@pytest.mark.slow
@pytest.mark.parametrize("edit", WORST)
def test_ten_thousand_items(edit: str) -> None:
    """An edit that compares lists is held to it with the shape that it compares most of, at ten thousand items."""
    assert not grown(worst_shape(edit, 1_250), worst_shape(edit, 5_000))


def test_a_category_of_thousands_of_codes() -> None:
    """A diagnosis that is a category costs about the same, however many codes there are below it."""
    base = sample("office-visit-medicare")
    costs = []
    for code in ("M72", "S52"):  # thirty codes and two thousand
        diagnoses = (Diagnosis(code=code, role="OTHER"),) * 50
        costs.append(cost(replace(base, diagnoses=diagnoses), rulebook(), catalogue()).total())
    assert costs[1] < costs[0] * 3

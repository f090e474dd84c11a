"""The calendar has a first and a last day, and a sender may give any day of it: no edit raises there."""

import datetime as dt
import tempfile
from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias, get_args, get_origin

import pytest

from rules.catalog import load_catalogue
from rules.edit import Edit
from rules.engine.engine import Engine
from rules.tables.table_folder import open_tables
from schemas.encounter import EncounterEvent
from schemas.form_path import set_at
from schemas.json_form import read_encounter
from schemas.records import field_types
from schemas.samples import sample_form, sample_names
from tests.benchmarks.every_table import load_every_table
from tests.benchmarks.frames import sample_events
from tests.corpus.corpus import corpus
from tests.edits.toy_tables import toy_tables
from tests.golden.judge_samples import shipped_rulebook
from workers.pipeline.outcome import DeadLetter
from workers.pipeline.process_encounter import Rulebook, check_encounter

ENDS: Final = (dt.date.min, dt.date.max)
INSTANTS: Final = (
    dt.datetime(1, 1, 1, tzinfo=dt.UTC),
    dt.datetime(9999, 12, 31, 23, 59, 59, 999_000, tzinfo=dt.UTC),
)
Place: TypeAlias = tuple[str | int, ...]
"""The names and indexes that lead to a date."""


@cache
def rulebook() -> Rulebook:
    """A table of every kind, every edit on and on every occasion, and none that may fail unseen."""
    with tempfile.TemporaryDirectory() as folder:
        tables = open_tables(load_every_table(Path(folder), sample_events()))
    shipped = shipped_rulebook()
    edits = {code: replace(edit, occasion=None) for code, edit in load_catalogue().items()}
    strict = shipped.profiles.by_name["strict"]
    return replace(
        shipped,
        tables=tables,
        engine=Engine(edits, keep_going=False),
        only_profile=replace(strict, severity=dict.fromkeys(edits, "REJECT")),
    )


def dates_of(part: Any) -> Iterator[Place]:
    """Every place of a date in a record, those that have none too; of a list, in its first and its last entry."""
    for name, hint in field_types(type(part)).items():
        here = getattr(part, name)
        if hint is dt.date:
            yield (name,)
        elif is_dataclass(here):
            yield from ((name, *rest) for rest in dates_of(here))
        elif get_origin(hint) is tuple and is_dataclass(get_args(hint)[0]):
            for index in sorted({0, len(here) - 1}) if here else ():
                yield from ((name, index, *rest) for rest in dates_of(here[index]))


def with_date(part: Any, place: Place, day: dt.date) -> Any:
    """The same record with another date at a place."""
    step, *rest = place
    if isinstance(step, int):
        return (*part[:step], with_date(part[step], tuple(rest), day), *part[step + 1 :])
    return replace(part, **{step: with_date(getattr(part, step), tuple(rest), day) if rest else day})


def shapes(event: EncounterEvent) -> Iterator[EncounterEvent]:
    """The event with one date at an end of the calendar, with all of them, and released there."""
    places = list(dates_of(event))
    for day in ENDS:
        everywhere = event
        for place in places:
            yield with_date(event, place, day)
            everywhere = with_date(everywhere, place, day)
        yield everywhere
        for instant in INSTANTS:
            yield replace(event, occurred_at=instant)
            yield replace(everywhere, occurred_at=instant)


@cache
def events() -> tuple[EncounterEvent, ...]:
    """The samples and the clean corpus."""
    forms = [*(sample_form(name) for name in sample_names()), *(form for _, form in corpus())]
    return tuple(read_encounter(form) for form in forms)


def test_every_date_of_an_event_is_tried() -> None:
    """The dates of the claim, its lines, coverages, decisions, procedures, occurrences and people are among them."""
    names = {place[-1] for event in events() for place in dates_of(event)}
    assert names >= {"service_from", "date", "birth_date", "death_date", "adjudicated_on", "valid_through", "through"}
    assert {"from_", "admission_date", "valid_from", "service_through"} <= names


@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
def test_no_edit_raises(part: int) -> None:
    """Each event with each of its dates at each end is judged to the end; an edit that raises would end the test."""
    for event in events()[part::8]:
        for shape in shapes(event):
            assert not isinstance(check_encounter(shape, rulebook()), DeadLetter)


@pytest.mark.parametrize("name", ["medicare-secondary", "secondary-to-medicare", "inpatient-delivery"])
@pytest.mark.parametrize("today", [None, *ENDS])
def test_no_edit_raises_on_some_samples(name: str, today: dt.date | None) -> None:
    """The same of a few samples, whatever day it is."""
    for shape in shapes(read_encounter(sample_form(name))):
        assert not isinstance(check_encounter(shape, rulebook(), as_of=today), DeadLetter)


@pytest.mark.slow
@pytest.mark.parametrize("edit", [pytest.param(edit, id=edit.code) for edit in load_catalogue().values()])
def test_no_edit_raises_on_what_it_finds(edit: Edit) -> None:
    """The same of the example on which an edit fires, with the tables that it needs."""
    form = sample_form(edit.example.base)
    for path, new in {**edit.example.given, edit.example.field: edit.example.fires}.items():
        set_at(form, path, new)
    tables = rulebook().tables.with_tables(*toy_tables(edit.example.tables))
    for shape in shapes(read_encounter(form)):
        assert not isinstance(check_encounter(shape, replace(rulebook(), tables=tables)), DeadLetter)

"""No edit of one claim form fires on an event of the other, however hard a profile asks for it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import pytest

from rules.catalog import load_catalogue
from rules.edit import Form
from rules.repairs.repair_event import repair_event
from schemas.form_path import set_at
from schemas.json_form import parse_json, read_encounter
from schemas.samples import sample_names, sample_text
from tests.corpus.corpus import corpus
from tests.edits.knowing_tables import tables_that_know
from tests.golden.judge_samples import shipped_rulebook
from workers.pipeline.outcome import DeadLetter, Rejected
from workers.pipeline.process_encounter import Rulebook, check_encounter

OTHER: Final[dict[str, Form]] = {"PROFESSIONAL": "institutional", "INSTITUTIONAL": "professional"}


def _forcing() -> Rulebook:
    """Every edit is on and rejects, those in shadow too."""
    rulebook = shipped_rulebook()
    strict = rulebook.profiles.by_name["strict"]
    return replace(rulebook, only_profile=replace(strict, severity=dict.fromkeys(load_catalogue(), "REJECT")))


def _found(form: dict[str, Any], rulebook: Rulebook) -> set[str]:
    """The edits that fire on an event with tables of every kind loaded, and those that are listed as not checked."""
    event = read_encounter(form)
    tables = rulebook.tables.with_tables(*tables_that_know(repair_event(event, {}).event))
    outcome = check_encounter(event, replace(rulebook, tables=tables))
    assert not isinstance(outcome, DeadLetter)
    said = outcome.rejection if isinstance(outcome, Rejected) else outcome.claim
    return {one.edit for one in said.findings} | {code for entry in said.not_checked for code in entry.edits}


def _turned(form: dict[str, Any]) -> dict[str, Any]:
    """The same event on the other form, where nearly everything is missing or out of place."""
    other = "INSTITUTIONAL" if form["claim_form"] == "PROFESSIONAL" else "PROFESSIONAL"
    return {**form, "claim_form": other}


def _broken() -> Iterator[dict[str, Any]]:
    """The events on which the examples of the edits fire."""
    for edit in load_catalogue().values():
        form = parse_json(sample_text(edit.example.base))
        for path, new in {**edit.example.given, edit.example.field: edit.example.fires}.items():
            set_at(form, path, new)
        yield form


def _wrong(forms: Iterator[dict[str, Any]]) -> set[str]:
    rulebook = _forcing()
    catalogue = load_catalogue()
    return {
        f"{code} on {form['encounter_id']}"
        for form in forms
        for code in _found(form, rulebook)
        if catalogue[code].form == OTHER[form["claim_form"]]
    }


@pytest.mark.slow
def test_examples_and_samples() -> None:
    """The events of examples and samples, as they are and on the other form, have no finding of an edit not theirs."""
    samples = [parse_json(sample_text(name)) for name in sample_names()]
    assert not _wrong(form for made in (*samples, *_broken()) for form in (made, _turned(made)))


@pytest.mark.slow
def test_corpus() -> None:
    """The events of the clean corpus, as they are and on the other form, have none either."""
    assert not _wrong(form for _, made in corpus() for form in (made, _turned(made)))


@pytest.mark.slow
def test_forced_edits_fire() -> None:
    """The profile really forces: on the other form an event has findings of many edits."""
    rulebook = _forcing()
    found: set[str] = set()
    for made in _broken():
        found |= _found(made, rulebook) | _found(_turned(made), rulebook)
    assert len(found) > 150

"""Billers fix all findings of a rejection at once; the corrected claim is ready, and no second rejection follows.

A mechanical fixer does what the findings say: it enters at each rejected place what the record has, which here is the
clean event that the faults were put into. Where the place itself is right, as in a date that another field contradicts,
it corrects what the page of the edit says that the edit looks at.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import pytest

from rules.catalog import load_catalogue
from rules.edit import Edit, Example
from rules.engine.engine import Judgement
from schemas.finding import Finding
from schemas.form_path import set_at
from schemas.json_form import parse_json
from schemas.misfits.misfit import NotAnEncounter
from schemas.samples import sample_text
from tests.edits.toy_tables import toy_tables

Judge = Callable[..., Judgement]

EDITS: Final = load_catalogue()
_STEP: Final = re.compile(r"([^.\[\]]+)|\[([0-9]+)\]")
_LAST_STEP: Final = re.compile(r"(\.[^.\[\]]+|\[[0-9]+\])$")
_MOST_ROUNDS: Final = 4


def _get(form: Any, path: str) -> Any:
    """The value at a path of a JSON form; None if there is none."""
    for name, index in _STEP.findall(path):
        if index:
            form = form[int(index)] if isinstance(form, list) and int(index) < len(form) else None
        else:
            form = form.get(name) if isinstance(form, dict) else None
    return form


def _restore(form: Any, clean: Any, path: str) -> bool:
    """Enter what the clean event has at a path, or at the nearest part around it; returns whether that changed it."""
    while _get(clean, path) is None and not isinstance(_get(clean, around := _LAST_STEP.sub("", path)), dict):
        if around == path:
            break
        path = around
    changed = bool(_get(form, path) != _get(clean, path))
    set_at(form, path, _get(clean, path))
    return changed


def _looked_at(edit: Edit) -> list[str]:
    """The fields of an event that an edit looks at, lists by their name."""
    return [path.split("[", 1)[0] for path in edit.looks_at]


def _fix(form: Any, clean: Any, finding: Finding) -> None:
    if not _restore(form, clean, finding.field):
        for path in (*_looked_at(EDITS[finding.edit]), "occurred_at"):
            _restore(form, clean, path)


def _rounds(examples: Sequence[Example], judge: Judge) -> int | None:
    """Rejections until the claim is ready; None if the examples do not go together."""
    tables: dict[str, list[Mapping[str, Any]]] = {}
    given: dict[str, Any] = {}
    repairs: dict[str, Any] = {}
    for example in examples:
        given |= example.given
        repairs |= example.repairs
        for name, rows in example.tables.items():
            tables.setdefault(name, []).extend(rows)
    base = parse_json(sample_text(examples[0].base))
    clean, form = (parse_json(sample_text(examples[0].base)) for _ in range(2))
    for path, new in given.items():
        set_at(clean, path, new)
        set_at(form, path, new)
    for example in examples:
        set_at(clean, example.field, example.silent)
        set_at(form, example.field, example.fires)

    def judged(event: Any) -> Judgement:
        changes = {name: event.get(name) for name in {**base, **event}}
        return judge(
            examples[0].base,
            changes,
            profile=examples[0].profile,
            with_tables=toy_tables(tables),
            repairs=repairs,
        )

    if judged(clean).rejects:
        return None
    for number in range(_MOST_ROUNDS):
        found = judged(form)
        if not found.rejects:
            return number
        for finding in found.findings:
            if finding.severity == "REJECT":
                _fix(form, clean, finding)
    return _MOST_ROUNDS


def _share_in_one_round(groups: Sequence[Sequence[Edit]], judge: Judge) -> tuple[float, int, list[list[str]]]:
    """The share of rejected claims that are ready after one round, how many were rejected, and the others."""
    rejected, later = 0, []
    for edits in groups:
        try:
            rounds = _rounds([edit.example for edit in edits], judge)
        except (NotAnEncounter, IndexError):
            continue  # two examples that change one list do not go together
        if rounds:
            rejected += 1
            if rounds > 1:
                later.append([edit.code for edit in edits])
    return 1 - len(later) / rejected, rejected, later


@pytest.mark.slow
def test_one_fault(judge: Judge) -> None:
    """Of the claims with one fault at least 95 % are ready after one round."""
    share, rejected, later = _share_in_one_round([[edit] for edit in EDITS.values()], judge)
    assert rejected > 100
    assert share >= 0.95, later


@pytest.mark.slow
def test_three_faults(judge: Judge) -> None:
    """Of the claims with three faults at once at least 90 % are ready after one round."""
    alike: dict[tuple[str, str], list[Edit]] = defaultdict(list)
    for edit in EDITS.values():
        alike[edit.example.base, edit.example.profile].append(edit)
    rooms = [edits for edits in alike.values() if len(edits) >= 3]
    chance = random.Random(2026)
    groups = [chance.sample(chance.choices(rooms, [len(edits) for edits in rooms])[0], 3) for _ in range(200)]
    share, rejected, later = _share_in_one_round(groups, judge)
    assert rejected > 120
    assert share >= 0.90, later

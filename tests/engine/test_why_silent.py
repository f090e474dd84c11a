"""An edit that finds nothing says why, for every edit and every sample, and never with a person's data."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from rules.catalog import load_catalogue
from rules.claim.facts import ClaimFacts
from rules.engine.why_silent import Silence, why_silent
from rules.profile import Profile
from rules.repairs.repair_event import repair_event
from schemas.form_path import set_at
from schemas.json_form import parse_json, read_encounter
from schemas.samples import sample_names, sample_text
from tests.golden.judge_samples import shipped_rulebook
from workers.pipeline.process_encounter import claim_of

EDITS = load_catalogue()
FEW = frozenset(("office-visit", "inpatient-stay", "rejected-uncoded-encounter"))
"""Tracing every edit is dear: the other samples are for the slow tests."""
PERSON = {
    "patient.last_name": "Quixotella",
    "patient.first_name": "Zenobia",
    "patient.birth_date": "1961-07-23",
    "patient.address.line1": "77 Marigold Way",
    "patient.address.city": "Nowhereville",
    "patient_control_number": "PCN-5511-Z",
    "claim_note": "Sentinel note",
}


def claim_with(sample: str, changes: dict[str, Any]) -> tuple[ClaimFacts, Profile]:
    form = parse_json(sample_text(sample))
    for path, new in changes.items():
        set_at(form, path, new)
    book = shipped_rulebook()
    event = read_encounter(form)
    profile = book.profiles.choose(event, None)
    return claim_of(repair_event(event, profile.repairs), book, profile, None), profile


def silence(code: str, sample: str = "office-visit", **changes: Any) -> Silence:
    return why_silent(EDITS[code], *claim_with(sample, {name.replace("__", "."): new for name, new in changes.items()}))


def _texts(silences: dict[str, Silence]) -> Iterator[str]:
    for one in silences.values():
        yield one.because
        yield from (text for pair in one.values for text in pair)


@pytest.mark.parametrize(
    "sample",
    [pytest.param(name, marks=() if name in FEW else pytest.mark.slow) for name in sample_names()],
)
def test_every_edit_on_every_sample(sample: str) -> None:
    """There is a reason for each edit, no edit fails for being traced, and nothing of a person is in a reason."""
    claim, profile = claim_with(sample, PERSON)
    silences = {code: why_silent(edit, claim, profile) for code, edit in EDITS.items()}
    assert all(one.because for one in silences.values())
    said = " ".join(_texts(silences)).casefold()
    assert [value for value in PERSON.values() if value.casefold() in said] == []
    assert sys.gettrace() is None or "settrace" not in repr(sys.gettrace())


@pytest.mark.parametrize(
    ("code", "because"),
    [
        ("IN101", "for institutional claims only"),
        ("HC106", "for services through 2024-09-30 and earlier"),
        ("EV112", "the claim has no accident"),
        ("DR104", "the claim has no NDC"),
        ("PX101", "the claim has no procedure"),
        ("DX102", "the claim has no diagnosis that the table does not have"),
    ],
)
def test_kept_out(code: str, because: str) -> None:
    """What keeps an edit from running is said in words."""
    assert silence(code).because == because


def test_condition_with_its_values() -> None:
    """The condition that was not met is the check's own, with what it looked at."""
    assert silence("TX104") == Silence(edit="TX104", because="`length <= 17` is true", values=(("length", "7"),))
    found = silence("PV101")
    assert found.at == "billing_provider"
    assert ("npi", "1076543218") in found.values


def test_furthest_part() -> None:
    """Of several parts the one that the check looked into most is named."""
    assert silence("DX105", "inpatient-stay").at is not None


def test_what_another_finding_explains() -> None:
    """An edit that found something which another finding explains says so."""
    changes = {f"diagnoses[{index}].code": code for index, code in enumerate(("44054006", "59621000"))}
    claim, profile = claim_with("rejected-uncoded-encounter", changes)
    assert why_silent(EDITS["DX101"], claim, profile).because == "another finding explains what it found"

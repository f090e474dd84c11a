"""The JSON form reads what the contract allows, and names the path and the expected form of everything else."""

import datetime as dt
import json
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings

from schemas.encounter import EncounterEvent
from schemas.form_path import set_at
from schemas.json_form import MOST_MISFITS, parse_json, read_encounter, to_json
from schemas.misfits.misfit import NotAnEncounter
from schemas.samples import sample_form, sample_names, sample_text
from tests.budget.counting import Meter, traced
from tests.schemas.encounters import ENCOUNTERS


def _read(changes: dict[str, Any]) -> EncounterEvent:
    form = parse_json(sample_text("office-visit"))
    for path, new in changes.items():
        set_at(form, path, new)
    return read_encounter(form)


@pytest.mark.parametrize("name", sample_names())
def test_samples_are_read_and_written_alike(name: str) -> None:
    """A sample that is read and written is the same event again."""
    event = read_encounter(parse_json(sample_text(name)))
    assert read_encounter(parse_json(json.dumps(to_json(event)))) == event
    assert read_encounter(parse_json(json.dumps(to_json(event, omit_absent=True)))) == event


@given(ENCOUNTERS)
@settings(max_examples=30)
def test_any_event_is_read_and_written_alike(event: EncounterEvent) -> None:
    """Any event that is written and read is the same event again."""
    assert read_encounter(parse_json(json.dumps(to_json(event)))) == event


@pytest.mark.parametrize("sent", ["125.00", "125", 125, 125.0, "1.25e2"])
def test_amounts(sent: Any) -> None:
    """An amount may be a text or a number, and is the same amount."""
    form = sample_form("office-visit")
    form["service_lines"][0]["charge"] = sent
    assert read_encounter(parse_json(json.dumps(form))).service_lines[0].charge == Decimal("125.00")


def test_numbers_are_never_binary_floats() -> None:
    """A number that no binary float can hold is read exactly."""
    text = sample_text("office-visit").replace('"125.00"', "123456789012.10")
    assert str(read_encounter(parse_json(text)).service_lines[0].charge) == "123456789012.10"


@pytest.mark.parametrize(
    ("path", "new", "reason", "expected"),
    [
        (
            "service_lines[0].charge",
            "125.001",
            "value-out-of-range",
            'a decimal such as "125.00", with at most 2 decimals',
        ),
        ("service_lines[0].charge", "1234567890123.00", "value-out-of-range", "at most 14 digits"),
        ("service_lines[0].charge", "1e99999", "value-out-of-range", "at most 14 digits"),
        ("service_lines[0].charge", "ten", "malformed", 'a decimal such as "125.00"'),
        ("service_lines[0].charge", True, "malformed", 'a decimal such as "125.00"'),
        ("service_from", "2026-13-01", "value-out-of-range", "a valid date"),
        ("service_from", "11/02/2026", "malformed", 'a date such as "2026-10-01"'),
        ("service_from", 20261102, "malformed", 'a date such as "2026-10-01"'),
        ("occurred_at", "2026-11-05", "malformed", "an instant such as"),
        ("occurred_at", "2026-11-05T10:00:00", "malformed", "an instant such as"),
        ("event_id", "not-a-uuid", "value-out-of-range", "a UUID such as"),
        ("claim_form", "DENTAL", "value-not-supported", "one of PROFESSIONAL, INSTITUTIONAL"),
        ("patient.sex", "X", "value-not-supported", "one of FEMALE, MALE, UNKNOWN"),
        ("encounter_version", 0, "value-out-of-range", "a whole number from 1"),
        ("encounter_version", 2**31, "value-out-of-range", "a whole number of at most 32 bits"),
        ("encounter_version", "1", "malformed", "a whole number"),
        ("service_lines[1].line_number", -1, "value-out-of-range", "a whole number from 0"),
        ("patient.first_name", 7, "malformed", "a string"),
        ("patient.first_name", "\ud800", "malformed", "valid Unicode"),
        ("accident", "none", "malformed", "an object"),
        ("diagnoses", {"code": "I10"}, "malformed", "a list"),
        ("patient.last_name", None, "malformed", "this field is required"),
        ("source_system", "epic\x1feast", "value-out-of-range", "text without U+001F"),
        ("service_lines[0].charge", "1e999999999999999999999", "value-out-of-range", "at most 14 digits"),
        ("service_lines[0].charge", "0e999999999999999999999", "value-out-of-range", "at most 14 digits"),
        ("service_lines[0].charge", "1e-999999999", "value-out-of-range", "at most 2 decimals"),
        ("institutional.occurrence_spans", [{"code": "71", "from_": "2026-10-01"}], "malformed", "required"),
    ],
)
def test_misfits(path: str, new: Any, reason: str, expected: str) -> None:
    """A value of another form is named by its path, its reason and the form expected, and never repeated."""
    with pytest.raises(NotAnEncounter) as fault:
        _read({path: new})
    misfits = [misfit for misfit in fault.value.misfits if (misfit.field or "").startswith(path)]
    assert misfits, fault.value.misfits
    assert misfits[0].reason == reason
    assert expected in " ".join(misfit.expected for misfit in misfits)


@pytest.mark.parametrize(
    ("path", "field", "expected"),
    [
        ("patient.frist_name", "patient.frist…", "a known name; did you mean first_name?"),
        ("service_lines[1].modifers", "service_lines[1].modi…", "a known name; did you mean modifiers?"),
        ("__class__", "__cl…", "a known name"),
        ("from_", "from_", "the name service_from"),
        ("x", "…", "a known name"),
        ("Ada Sample 1958-03-14", "Ada Sample…", "a known name"),
        ("n" * 100_000, "nnnnnnnnnnnn…", "a known name"),
        ("  ", " …", "a known name"),
    ],
)
def test_names_that_a_sender_chose(path: str, field: str, expected: str) -> None:
    """An unknown name can hold anything, a person's data too: it is recognized by its beginning, never given whole."""
    form = sample_form("office-visit")
    if "." in path:
        set_at(form, path, "x")
    else:
        form[path] = "x"
    with pytest.raises(NotAnEncounter) as fault:
        read_encounter(form)
    assert [(misfit.field, misfit.expected) for misfit in fault.value.misfits] == [(field, expected)]


@pytest.mark.parametrize(
    ("number", "reason", "expected"),
    [
        ("9" * 400, "value-out-of-range", "a whole number of at most 32 bits"),
        ("-" + "9" * 5_000, "value-out-of-range", "a whole number of at most 32 bits"),
        ("1e999999999999999999999", "malformed", "a whole number"),
        ("1.5", "malformed", "a whole number"),
        ("NaN", "malformed", "a whole number"),
    ],
)
def test_numbers_of_any_size(number: str, reason: str, expected: str) -> None:
    """A whole number of any length is out of range, and any exponent is read without an error of its own."""
    text = sample_text("office-visit").replace('"encounter_version": 1,', f'"encounter_version": {number},', 1)
    with pytest.raises(NotAnEncounter) as fault:
        read_encounter(parse_json(text))
    assert [(misfit.reason, misfit.expected) for misfit in fault.value.misfits] == [(reason, expected)]


def test_many_errors() -> None:
    """Of thousands of errors a hundred are listed, and the others counted."""
    form = {**sample_form("office-visit"), "diagnoses": [{}] * 5_000}
    with pytest.raises(NotAnEncounter) as fault:
        read_encounter(form)
    assert len(fault.value.misfits) == MOST_MISFITS
    assert fault.value.more == 10_000 - MOST_MISFITS


def test_number_of_items() -> None:
    """JSON may hold as many items in its lists as a record on the topic, wherever they are."""
    form = sample_form("office-visit")
    lines = [{**form["service_lines"][0], "modifiers": ["25"] * 90}] * 100
    read_encounter({**form, "service_lines": lines})
    for more in ({"service_lines": lines * 2}, {"unknown": [[[0] * 10_000]]}):
        with pytest.raises(NotAnEncounter) as fault:
            read_encounter({**form, **more})
        assert [misfit.expected for misfit in fault.value.misfits] == ["at most 10,000 items in all lists together"]


def test_depth_and_breadth_cost_nothing() -> None:
    """A path is made only for what is wrong: half a megabyte of names around thousands of values is walked once."""
    deep: Any = [{"a": 1}] * 2_000
    for _ in range(400):
        deep = {"x" * 500: deep}
    costs = []
    for around in (deep[next(iter(deep))], deep):
        meter = Meter()
        with pytest.raises(NotAnEncounter):
            traced(partial(read_encounter, {**sample_form("office-visit"), "x": around}), meter)
        costs.append(meter.counts.total())
    assert costs[1] - costs[0] < 100


def test_a_deep_path_is_cut() -> None:
    """A name given twice deep inside unknown objects is named by the first steps of its path."""
    text = '{"a": 1, "a": 2}'
    for _ in range(500):
        text = f'{{"unknown": {text}}}'
    with pytest.raises(NotAnEncounter) as fault:
        read_encounter(parse_json(text))
    field = fault.value.misfits[0].field or ""
    assert field.startswith("unk….unk….")
    assert len(field) < 100


def test_every_misfit_is_named() -> None:
    """All values at fault are named at once."""
    with pytest.raises(NotAnEncounter) as fault:
        _read({"service_from": "x", "patient.sex": "x", "diagnoses[0].role": "x"})
    assert {misfit.field for misfit in fault.value.misfits} == {"service_from", "patient.sex", "diagnoses[0].role"}


def test_names_given_twice() -> None:
    """A name that is given twice is an error with its path, wherever it stands."""
    text = sample_text("office-visit").replace('"city": "Chicago",', '"city": "Chicago", "city": "Chicago",', 1)
    with pytest.raises(NotAnEncounter) as fault:
        read_encounter(parse_json(text))
    assert fault.value.misfits[0].expected == "each name once"
    assert (fault.value.field or "").endswith("address.city")


@pytest.mark.parametrize("text", ["", "{", "[1,", "\ufeffx", "{'a': 1}", "[" * 100_000])
def test_no_json(text: str) -> None:
    """What is no JSON is said to be none, and how deep it is nested does not matter."""
    with pytest.raises(NotAnEncounter) as fault:
        read_encounter(parse_json(text))
    assert fault.value.reason == "malformed"


@pytest.mark.parametrize("text", ["null", "[]", "1", '"x"', "NaN", "1e400", "9" * 5000])
def test_json_that_is_no_object(text: str) -> None:
    """JSON that is no object is no encounter event."""
    with pytest.raises(NotAnEncounter):
        read_encounter(parse_json(text))


def test_null_is_absent() -> None:
    """A field that is null is a field that is left out, lists and defaults of nullable fields included."""
    event = _read({})
    form = sample_form("office-visit")
    form["procedures"] = None
    form["clia_number"] = None
    assert read_encounter(parse_json(json.dumps(form))) == event


def test_from_is_a_name_of_the_wire() -> None:
    """The first day of an occurrence span is called `from`, as in the schema."""
    form = sample_form("inpatient-stay")
    form["institutional"]["occurrence_spans"] = [{"code": "74", "from": "2026-10-13", "through": "2026-10-14"}]
    event = read_encounter(parse_json(json.dumps(form)))
    assert event.institutional is not None
    assert event.institutional.occurrence_spans[0].from_ == dt.date(2026, 10, 13)
    assert to_json(event)["institutional"]["occurrence_spans"][0]["from"] == "2026-10-13"


def test_instants_are_utc_to_the_millisecond() -> None:
    """An instant with an offset is the same instant in UTC, kept to the millisecond."""
    event = _read({"occurred_at": "2026-11-05T09:30:00.123987-06:00"})
    assert to_json(event)["occurred_at"] == "2026-11-05T15:30:00.123Z"

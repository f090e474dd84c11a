"""What an error shows of a value: little, and nothing of a person."""

from typing import Any, Final

import pytest

from schemas.field_reference import record_docs
from schemas.form_path import set_at
from schemas.json_form import parse_json, read_encounter
from schemas.misfits.misfit import NotAnEncounter
from schemas.misfits.what_came import LONGEST_QUOTE
from schemas.path import join_path
from schemas.person_fields import is_of_a_person
from schemas.samples import sample_form, sample_text

MARK: Final = "".join(chr(ord("a") + index % 26) + chr(ord("A") + index % 26) for index in range(26))
"""A text no part of which is anywhere else."""


def _paths() -> list[str]:
    """Every field of the event, with index 0 in lists."""
    return [
        join_path(place, field.name).replace("[]", "[0]") if place else field.name
        for record in record_docs().values()
        for place in record.paths or ("",)
        for field in record.fields
    ]


def _said(form: Any) -> str:
    """What `check` says of a form; empty if it can be read."""
    try:
        read_encounter(form)
    except NotAnEncounter as fault:
        return "\n".join(f"{misfit.field}{misfit.tell(quote=True)}" for misfit in fault.misfits)
    return ""


@pytest.mark.parametrize("wrong", [MARK, [MARK], {MARK: MARK}, [[{"a": MARK}]]], ids=["text", "list", "object", "deep"])
def test_little_is_quoted_and_nothing_of_a_person(wrong: Any) -> None:
    """A wrong value anywhere is shown by at most 20 characters, and below a `phi` field by none."""
    for path in _paths():
        form = sample_form("office-visit")
        set_at(form, path, wrong)
        said = _said(form)
        most = 0 if is_of_a_person(path) else LONGEST_QUOTE
        # Of a name that the sender chose, the beginning is shown as before.
        assert MARK[: max(most, 12) + 1] not in said, path
        if wrong in (MARK, [MARK]) and is_of_a_person(path):
            assert MARK[:3] not in said, path


def test_another_input_is_not_quoted() -> None:
    """A text that is no encounter event is not shown, whatever it is."""
    for form in (MARK, [MARK], {MARK: MARK}, 12_345_678):
        assert MARK[:3] not in _said(form).replace(MARK[:12], "")
        assert "12345678" not in _said(form)


@pytest.mark.parametrize(
    ("number", "came"),
    [
        ("1e999999999999999999999", "a number too large to read"),
        ("-Infinity", "a number too large to read"),
        ("NaN", "NaN"),
        ("1e400", "1E+400"),
    ],
)
def test_no_number_is_quoted_that_was_not_sent(number: str, came: str) -> None:
    """A number that no decimal can hold is described; what the reader puts in its place is not shown."""
    text = sample_text("office-visit").replace('"total_charge": "', f'"total_charge": {number}, "x": "', 1)
    assert f"(got {came})" in _said(parse_json(text))

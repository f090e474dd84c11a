"""The page of an edit says each thing once, and shows values as they are in an event."""

from dataclasses import replace
from typing import Any, Final

import pytest

from rules.catalog import load_catalogue
from rules.edit import Case, Edit
from rules.pages.edit_page import edit_page
from tests.support.about import about

EDITS: Final = load_catalogue()


def _messages(edit: Edit) -> list[str]:
    """The lines that follow the heading of the messages."""
    return edit_page(edit, {}).split("## What it says\n\n")[1].split("\n\n")[0].splitlines()


def test_no_message_twice() -> None:
    """A message that several cases share is printed once for each suggestion, and no message is left out."""
    for edit in EDITS.values():
        with about(edit.code):
            said = {(case.says, case.suggest) for case in edit.cases.values()}
            assert len([line for line in _messages(edit) if line.startswith("* ")]) == len(said)


@pytest.mark.parametrize(
    ("cases", "line"),
    [
        ((Case(says="Bad."),), "* Bad. [CARC 16; RARC M1]"),
        ((Case(says="Bad.", mark="WARN"),), "* Bad. (WARN at most) [CARC 16; RARC M1]"),
        ((Case(says="Bad.", lifts=True),), "* Bad. (REJECT in every profile) [CARC 16; RARC M1]"),
        ((Case(says="Bad."), Case(says="Bad.")), "* Bad. [CARC 16; RARC M1]"),
        ((Case(says="Bad."), Case(says="Bad.", mark="WARN")), "* Bad. (WARN at most in some cases) [CARC 16; RARC M1]"),
        (
            (Case(says="Bad.", mark="WARN"), Case(says="Bad.", mark="NOTICE")),
            "* Bad. (WARN at most or NOTICE at most) [CARC 16; RARC M1]",
        ),
        (
            (Case(says="Bad."), Case(says="Bad.", rarc=("M2",), mark="WARN")),
            "* Bad. [CARC 16; RARC M1] or (WARN at most) [CARC 16; RARC M2]",
        ),
    ],
)
def test_severities_and_codes_of_one_message(cases: tuple[Case, ...], line: str) -> None:
    """A message has the codes and severities of all its cases: equal ones once, different ones joined by "or"."""
    edit = replace(EDITS["DX102"], carc="16", rarc=("M1",), status=(), cases=dict(zip("abc", cases, strict=False)))
    assert _messages(edit) == [line]


@pytest.mark.parametrize(
    ("fires", "shown"),
    [
        (None, "absent"),
        ("", '`""`'),
        ("M722", "`M722`"),
        (0, "`0`"),
        (["25", "57"], '`["25", "57"]`'),
        ({"code": "M722"}, '`{"code": "M722"}`'),
        ("*~`", "`` *~` ``"),
    ],
)
def test_values_are_shown_as_sent(fires: Any, shown: str) -> None:
    """A value of an example is shown as in the JSON of an event, and a text without its quotes."""
    edit = EDITS["DX102"]
    page = edit_page(replace(edit, example=replace(edit.example, fires=fires)), {})
    assert f"* fires with `diagnoses[0].code` = {shown}\n" in page

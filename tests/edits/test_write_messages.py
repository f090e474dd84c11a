"""The page of an edit shows each message as a finding has it, with the values of an example."""

import re
from dataclasses import replace
from typing import Final

import pytest

from rules.catalog import load_catalogue
from rules.edit import Edit
from rules.pages.edit_page import edit_page
from rules.pages.example_messages import example_message
from schemas.finding import Finding
from tests.edits.case_files import judge_case, read_cases
from tests.edits.conftest import Judge
from tests.edits.write_messages import find_messages, fits
from tests.support.about import about

_ALL: Final = [pytest.param(edit, id=edit.code) for edit in load_catalogue().values()]


def test_a_page_shows_no_name_of_a_value() -> None:
    """Messages are those of findings; where no case of the edit fires one, its values are an ellipsis."""
    for edit in load_catalogue().values():
        with about(edit.code):
            said = edit_page(edit, {}).split("## What it says")[1].split("\n## ")[0]
            assert not re.search(r"{\w+}", said)


@pytest.mark.parametrize("edit", _ALL)
def test_a_message_in_a_case_is_the_example(edit: Edit, judge: Judge) -> None:
    """Each message that a case fires has an example, and each example is what a case says."""
    findings = [
        finding
        for case in read_cases(edit)
        if case["findings"]
        for finding in judge_case(judge, case).findings
        if finding.edit == edit.code and not finding.waived
    ]
    said = {finding.message for finding in findings}
    for written in find_messages(edit):
        message, _ = example_message(edit.code, *written)
        assert (message in said) == any(fits(written, finding) for finding in findings), written[0]


def test_a_message_without_an_example() -> None:
    """An edit whose cases are not written yet shows its own words."""
    assert example_message("XX999", "The {what} is wrong.", "Change {it}.") == ("The … is wrong.", "Change ….")
    assert example_message("XX999", "It is wrong.", None) == ("It is wrong.", None)


def test_an_example_belongs_to_one_message() -> None:
    """A finding fits the message it was written from; its suggestion may be left out."""
    finding = Finding(
        edit="EV106",
        name="more-entries-than-the-form-holds",
        severity="REJECT",
        field="service_lines[0].modifiers",
        message="There are 5 modifiers; 4 are allowed.",
        action="CORRECT_AND_RESEND",
        snip_level=2,
        source="a guide",
    )
    assert fits(("There are {count} {what}; {limit} are allowed.", "Remove {rest}."), finding)
    assert not fits(("There are {count} modifiers.", None), finding)
    assert not fits(
        ("There are {count} {what}; {limit} are allowed.", None), replace(finding, suggestion="Remove one.")
    )

"""The page of an edit shows each message as a finding has it, with the values of an example."""

import re
from dataclasses import replace

from rules.catalog import load_catalogue
from rules.pages.edit_page import edit_page
from rules.pages.example_messages import example_message
from schemas.finding import Finding
from tests.edits.write_messages import fits
from tests.support.about import about


def test_a_page_shows_no_name_of_a_value() -> None:
    """Messages are those of findings; where no case of the edit fires one, its values are an ellipsis."""
    for edit in load_catalogue().values():
        with about(edit.code):
            said = edit_page(edit, {}).split("## What it says")[1].split("\n## ")[0]
            assert not re.search(r"{\w+}", said)


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

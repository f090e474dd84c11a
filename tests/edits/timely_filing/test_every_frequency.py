"""Every frequency character that is in use, through each edit that depends on it."""

import datetime as dt
import string
from collections.abc import Callable
from typing import Any, Final

import pytest

from rules.engine.engine import Judgement

Judge = Callable[..., Judgement]

ORIGINAL: Final = "0123459ABCDEZ"
EXPECTED: Final[dict[str, dict[str, str]]] = {
    "TF101": {**dict.fromkeys(ORIGINAL, "REJECT"), **dict.fromkeys("7FGHIJKMPXY", "WARN")},
    "TF102": {**dict.fromkeys("78", "REJECT"), **dict.fromkeys("GIQXY", "WARN")},
    "TF103": dict.fromkeys("012349ABCDEZ", "WARN"),
    "TF104": {},
    "TF105": {},
    "TF106": {},
    "IN101": {},
    "IN107": {**dict.fromkeys("23", "REJECT"), **dict.fromkeys("14", "WARN")},
    "IN111": {**dict.fromkeys("14", "REJECT"), **dict.fromkeys("23", "WARN")},
    "IN118": dict.fromkeys("78", "REJECT"),
}
"""What Medicare's edits say to each character, on a claim that has the fault the edit looks for."""


def _said(judge: Judge, base: str, changes: dict[str, Any], as_of: dt.date | None = None) -> dict[str, str]:
    judgement = judge(base, changes, profile="medicare", as_of=as_of)
    return {finding.edit: finding.severity for finding in judgement.findings}


def _of_stay(character: str) -> dict[str, Any]:
    return {"frequency_code": character, "institutional.type_of_bill": f"011{character}"}


@pytest.fixture(scope="module")
def in_use(judge: Judge) -> str:
    """The characters that IN101 accepts at the end of a type of bill."""
    every = string.digits + string.ascii_uppercase
    return "".join(
        character for character in every if "IN101" not in _said(judge, "inpatient-stay", _of_stay(character))
    )


def test_every_character_is_listed(in_use: str) -> None:
    """Thirteen characters are for originals and twelve follow up on a claim that was sent."""
    assert sorted(in_use) == sorted(ORIGINAL + "78FGHIJKMPQXY")
    assert all(set(characters) <= set(in_use) for characters in EXPECTED.values())


@pytest.mark.parametrize(
    ("edits", "fault", "as_of"),
    [
        (("TF102", "IN101", "IN118", "TF104", "TF105", "TF106"), {}, None),
        (("TF103",), {"payer_claim_control_number": "2026310001"}, None),
        (("TF101",), {}, dt.date(2028, 3, 1)),
    ],
)
def test_institutional(
    edits: tuple[str, ...], fault: dict[str, Any], as_of: dt.date | None, in_use: str, judge: Judge
) -> None:
    """Each edit answers each character of a stay as listed."""
    for character in in_use:
        said = _said(judge, "inpatient-stay", {**_of_stay(character), **fault}, as_of)
        expected = {edit: EXPECTED[edit].get(character) for edit in edits}
        assert {edit: said.get(edit) for edit in edits} == expected, character


def test_status_and_hour(in_use: str, judge: Judge) -> None:
    """A discharge on an interim claim, and none on a complete one, are found; no other."""
    for character in in_use:
        left = _said(judge, "inpatient-stay", _of_stay(character))
        stays = _said(judge, "inpatient-stay", {**_of_stay(character), "institutional.discharge_status": "30"})
        no_hour = _said(judge, "inpatient-stay", {**_of_stay(character), "institutional.discharge_hour": None})
        for edit in ("IN107", "IN111"):
            assert left.get(edit) == (EXPECTED[edit].get(character) if character in "23" else None), character
        for edit, said in (("IN107", stays), ("IN111", no_hour)):
            assert said.get(edit) == (EXPECTED[edit].get(character) if character in "14" else None), character


def test_professional(in_use: str, judge: Judge) -> None:
    """A professional claim takes 1, 7 and 8, of which Medicare Part B acts on 1 alone."""
    for character in in_use:
        said = _said(judge, "office-visit-medicare", {"frequency_code": character})
        assert said.get("TF105") == (None if character in "178" else "REJECT"), character
        assert said.get("TF106") == ("WARN" if character in "78" else None), character

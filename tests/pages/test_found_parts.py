"""A search never ends without an answer."""

from collections.abc import Mapping

import pytest

from rules.find.find_edits import find_edits
from rules.find.query import make_query
from rules.pages.found_parts import found_parts, lists_edits
from rules.pages.markdown import write_page, write_sections
from rules.pages.payer_code_parts import payer_code_parts
from rules.payer_codes.payer_code import load_payer_codes


def _answer(**options: str) -> tuple[str, bool]:
    query = make_query(**options)
    found = find_edits(query)
    return "\n".join(write_sections(found_parts(query, found))), lists_edits(query, found)


@pytest.mark.parametrize("carc", load_payer_codes()["carc"].commonest)
def test_the_commonest_codes_are_answered(carc: str) -> None:
    """Each says what causes it, and has edits or says what would catch it."""
    text, edits = _answer(carc=carc)
    assert f"## CARC {carc}\n" in text
    assert "## What causes it" in text
    assert edits or "## Why no edit catches it, and what would" in text or "## Go by the remark code" in text


def test_carc_16_leads_by_remark_code() -> None:
    """It lists the remark codes with a few edits each, not the edits themselves."""
    text, edits = _answer(carc="16")
    assert not edits
    assert "* RARC M76 A diagnosis is missing or not valid. " in text
    assert all(line.count(",") < 6 for line in text.splitlines() if line.startswith("* RARC"))
    narrowed, edits = _answer(carc="16", rarc="M54")
    assert edits
    assert "Go by the remark code" not in narrowed


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"words": "unicorn"}, "## Nothing matches"),
        ({"words": "taxonomy unicorn"}, "## Closest matches"),
        ({"carc": "9999"}, "## Unknown code"),
        ({"carc": "22", "rarc": "M54"}, "## No edit has all of these codes"),
        ({"status": "A7:562:85"}, "It is about the billing provider."),
        ({"x12": "CLM05-1"}, "| `place_of_service` | 837P 2300 CLM05-1 |"),
        ({"x12": "CLM05-9"}, "## Nothing is known at CLM05-9"),
        ({"path": "service_lines[1].modifiers[0]"}, "837P 2400 SV101-3; 837I 2400 SV202-3"),
        ({"path": "coverages[0].valid_from"}, "Not in an 837: an 837 has no dates of coverage"),
        ({"words": "modifier missing"}, "* RARC N822 A procedure modifier is missing."),
        ({"words": "22"}, "## CARC 22"),
    ],
)
def test_what_an_answer_says(options: Mapping[str, str], said: str) -> None:
    """It names the place of a field, who a status is about, and what to try when nothing matches."""
    assert said in _answer(**options)[0]


def test_texts_link_to_edits() -> None:
    """A code of an edit in a text is a link, and what is between backticks is shown letter by letter."""
    code = load_payer_codes()["carc"].codes["22"]
    page = write_page(code.name, code.means, payer_code_parts(code))
    assert "CB101 finds its missing adjudication" in page
    assert "`claims-worker edits find --rarc CODE`" in "\n".join(
        write_sections(payer_code_parts(load_payer_codes()["carc"].codes["16"]))
    )

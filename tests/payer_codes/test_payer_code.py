"""Every payer code that an edit carries, and every common one, has a page in our own words."""

import re
from typing import Final

from rules.catalog import load_catalogue
from rules.find.codes_of_edit import carcs_of, rarcs_of, statuses_of
from rules.find.find_edits import edits_of_code
from rules.payer_codes.payer_code import find_code, find_page, load_payer_codes
from tests.support.about import about

CODES: Final = [code for known in load_payer_codes().values() for code in known.codes.values()]
_EDIT: Final = re.compile(r"\b[A-Z]{2}[0-9]{3}\b")
_OFFICIAL: Final = re.compile(
    r"missing/incomplete/invalid|claim/service|precertification|procedure/treatment|included in the allowance",
    re.IGNORECASE,
)
"""Wording of the published lists, which may not be shipped."""


def test_a_page_answers() -> None:
    """It has sentences of its own, names edits that exist, and says what would help if no edit carries the code."""
    for code in CODES:
        with about(code.page):
            for text in (code.means, code.cause, code.beyond or "."):
                assert text == text.strip()
                assert text.endswith("."), text
                assert not _OFFICIAL.search(text), text
                assert set(_EDIT.findall(text)) <= load_catalogue().keys(), text
            assert code.beyond or edits_of_code(code), "no edit carries it: beyond says why, and what would catch it"
            assert find_page(code.page) == code


def test_the_commonest_codes() -> None:
    """The 25 commonest adjustment reason codes are listed with their source, and each has a page."""
    known = load_payer_codes()["carc"]
    assert len(set(known.commonest)) == 25
    assert set(known.commonest) <= known.codes.keys()
    assert known.commonest_source


def test_other_names_are_no_page() -> None:
    """The name of a page has its list in upper case and a code that the list has."""
    assert find_page("CARC-9999") is None
    assert find_page("carc-22") is None
    assert find_page("DX101") is None
    assert find_code("rarc", "22") is None


def test_there_is_a_remark_code_behind_carc_16() -> None:
    """The page of CARC 16 says to read the remark code."""
    code = find_code("carc", "16")
    assert code is not None
    assert "--rarc" in code.cause


def test_what_a_page_says_of_edits_holds() -> None:
    """Where a text says that edits carry another code, each of those codes is carried by one of those edits."""
    for code in CODES:
        with about(code.page):
            for sentence in re.split(r"(?<=[.;]) ", code.beyond or ""):
                _, carries, codes = sentence.partition("carr")
                named = [load_catalogue()[edit] for edit in _EDIT.findall(sentence)]
                if not carries or not named:
                    continue
                carried = {one for edit in named for one in (*carcs_of(edit), *rarcs_of(edit))}
                carried |= {status.code for edit in named for status in statuses_of(edit)}
                assert set(re.findall(r"\bN?[0-9]+\b", codes)) <= carried, sentence

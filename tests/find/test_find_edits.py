"""From a payer's answer, a path, an element or words to the edits, best first."""

import pytest

from rules.catalog import load_catalogue
from rules.find.find_edits import edits_of_code, find_edits
from rules.find.query import make_query
from rules.payer_codes.payer_code import KINDS, load_payer_codes


def _codes(text: str) -> list[str]:
    return [edit.code for edit in find_edits(make_query(words=text)).edits]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("A7:178", "LN101"),
        ("A7:562:85", "PV101"),
        ("CO-146", "DX102"),
        ("N290", "PV103"),
        ("diagnoses[0].code", "DX101"),
        ("total_charge", "LN101"),
        ("service_lines[4].units", "MO110"),
        ("condition_codes[1]", "IN115"),
        ("2400 SV107-1", "LN105"),
        ("2300 REF F8", "TF102"),
        ("SBR09", "CV104"),
        ("DX101", "DX101"),
        ("diagnosis-code-unknown", "DX101"),
        ("timely filing", "TF101"),
        ("prior authorization", "CV108"),
    ],
)
def test_the_edit_is_among_the_first(text: str, first: str) -> None:
    """What a biller has in hand leads to the edit within the first three."""
    assert first in _codes(text)[:3]


def test_every_code_with_a_page_leads_to_its_edits() -> None:
    """A search by a code finds its page, and the edits that the page lists."""
    for kind in KINDS:
        for code in load_payer_codes()[kind].codes.values():
            option = {"carc": "carc", "rarc": "rarc"}.get(kind)
            if option is None:
                continue
            found = find_edits(make_query(**{option: code.code}))
            assert found.codes == (code,)
            assert found.edits == edits_of_code(code)
            assert not found.unknown


def test_every_status_of_an_edit_is_found() -> None:
    """A search by a full 277CA status finds the pages of its category and code, and no other entity's edits."""
    found = find_edits(make_query(status="A7:562:71"))
    assert [code.page for code in found.codes] == ["STATUS-562", "CATEGORY-A7"]
    assert "PV106" not in {edit.code for edit in find_edits(make_query(status="A7:562:85")).edits}


def test_an_unknown_code_is_said() -> None:
    """A code without a page gives a sentence with the address of the official list."""
    found = find_edits(make_query(carc="9999"))
    assert found.edits == ()
    assert found.codes == ()
    assert "https://x12.org/codes/claim-adjustment-reason-codes" in found.unknown[0]


def test_words_of_which_no_edit_has_all() -> None:
    """The edits with the most of the words are found, and the answer says that they have only some."""
    found = find_edits(make_query(words="taxonomy unicorn"))
    assert found.partly
    assert {edit.code for edit in found.edits} >= {"PV104"}
    assert not find_edits(make_query(words="unicorn")).edits


def test_a_bare_number_is_a_payers_code() -> None:
    """Every list that has the number answers; edits that only mention it do not."""
    found = find_edits(make_query(words="29"))
    assert [code.page for code in found.codes] == ["CARC-29", "STATUS-29"]
    assert [edit.code for edit in found.edits] == ["TF101"]


def test_an_edit_on_a_list_is_about_its_elements() -> None:
    """A path with an index finds the edits on the list, and a record those on its fields."""
    assert set(_codes("condition_codes[3]")) == set(_codes("condition_codes"))
    everything = load_catalogue()
    assert "PV101" in _codes("billing_provider")
    assert len(_codes("billing_provider.npi")) < len(everything) / 10

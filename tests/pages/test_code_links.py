"""A payer's code in a text leads to the page that explains it."""

import pytest

from rules.pages.code_links import CodeLink, link_codes


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("[CARC 16; RARC M76, MA63; 277CA A7:254]", ["CARC 16", "M76", "MA63", "A7:254"]),
        (" · CARC 207 · RARC N257 · 277CA A7:562:85 + A7:562:82", ["CARC 207", "N257", "A7:562:85", "A7:562:82"]),
        ("A7:562:entity", ["A7:562:entity"]),
        ("CARC 9999, RARC see below", []),
        ("WARN at most", []),
        ("", []),
    ],
)
def test_codes_with_a_page_become_links(text: str, links: list[str]) -> None:
    """Nothing else of the text changes, and a code without a page stays text."""
    parts = link_codes(text)
    assert [part.text for part in parts if isinstance(part, CodeLink)] == links
    assert "".join(part if isinstance(part, str) else part.text or "" for part in parts) == text


def test_a_status_leads_to_its_code() -> None:
    """The page is that of the second part; the first and third are explained by a search."""
    assert link_codes("A7:562:85") == (CodeLink(kind="status", code="562", text="A7:562:85"),)

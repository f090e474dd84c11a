"""The edit pages in HTML have the same text as in the terminal."""

import re
from html import unescape
from pathlib import Path

import pytest

from rules.catalog import load_catalogue
from rules.pages.edit_page import edit_page
from rules.profile import ProfileError, load_profiles
from workers.http.edit_pages import EditPages
from workers.settings.settings import Settings


def plain(text: str) -> list[str]:
    """The words of a page, without markup and spacing."""
    return re.findall(r"[\w{}:.-]+", text)


def words_of(page: bytes) -> list[str]:
    main = re.search("<main>(.*)</main>", page.decode(), flags=re.DOTALL)
    assert main is not None
    linked = re.sub(r'<a href="(https?://[^"]+)">(.*?)</a>', r"\2 \1", main[1])  # the address of a text is a word too
    return plain(unescape(re.sub(r"<[^>]+>", " ", linked)))


@pytest.fixture(scope="module")
def pages() -> EditPages:
    """The edit pages with the shipped payer profiles."""
    return EditPages(Settings())


def test_both_pages_of_an_edit_say_the_same(pages: EditPages) -> None:
    """Both pages have the same words, for every edit."""
    catalogue = load_catalogue()
    profiles = load_profiles(catalogue).by_name
    for code, edit in catalogue.items():
        page = pages.render_page(code)
        assert page is not None
        text = re.sub(r"(?m)^\|[-|]+\|$|^\* |^#+ ", "", edit_page(edit, profiles))
        assert words_of(page) == plain(re.sub("[`|]", " ", text)), code


def test_every_edit_is_in_the_index_and_every_link_works(pages: EditPages) -> None:
    """No link leads to a missing page."""
    catalogue = load_catalogue()
    listed = re.findall(r'href="edits/([^"]+)"', pages.render_index().decode())
    assert listed == list(catalogue)
    for code in catalogue:
        page = pages.render_page(code)
        assert page is not None
        for other in re.findall(r'<a href="([A-Z0-9]+)"', page.decode()):
            assert other in catalogue, f"{code} leads to {other}"


def test_an_unknown_code_is_not_echoed(pages: EditPages) -> None:
    """User input is never part of the error page."""
    assert pages.render_page("<script>") is None
    assert b"<script>" not in pages.render_missing()


def test_a_users_profile_shows_its_severities(tmp_path: Path) -> None:
    """The page shows the severities that this worker uses."""
    own = 'name = "acme"\nbuilds_on = "commercial"\n[severity]\nDX101 = "off"\n'
    (tmp_path / "acme.toml").write_text(own, encoding="utf-8")
    page = EditPages(Settings(profiles_dir=tmp_path)).render_page("DX101")
    assert page is not None
    assert "severity acme off" in " ".join(words_of(page)).replace(",", "")


def test_profiles_that_cannot_be_read_are_an_error(tmp_path: Path) -> None:
    """The same error that stops a worker at startup."""
    (tmp_path / "acme.toml").write_text("nonsense", encoding="utf-8")
    with pytest.raises(ProfileError):
        EditPages(Settings(profiles_dir=tmp_path)).render_page("DX101")

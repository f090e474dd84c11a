"""The edit pages in HTML have the same text as in the terminal."""

import re
from html import unescape
from pathlib import Path

import pytest

from rules.catalog import load_catalogue
from rules.find.find_edits import find_edits
from rules.find.query import make_query
from rules.load_profiles import ProfileError, load_profiles
from rules.pages.edit_page import edit_page
from rules.pages.found_parts import found_parts, lists_edits
from rules.pages.markdown import write_sections
from rules.payer_codes.payer_code import load_payer_codes
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


def names_of_pages() -> list[str]:
    """Every page below `/edits/`: edits, codes and lists of codes."""
    lists = load_payer_codes()
    codes = [code.page for known in lists.values() for code in known.codes.values()]
    return [*load_catalogue(), *codes, *lists]


def test_every_edit_is_in_the_index_and_every_link_works(pages: EditPages) -> None:
    """The index has every edit, list and common code; no link leads to a missing page or anchor."""
    index = pages.render_index().decode()
    linked = re.findall(r'href="edits/([^"?]+)"', index)
    names = names_of_pages()
    assert [name for name in linked if name in load_catalogue()] == list(load_catalogue())
    assert set(linked) <= set(names)
    assert {known.kind for known in load_payer_codes().values()} <= set(linked)
    anchors = re.findall(r'href="#([A-Z]+)"', index)
    assert len(anchors) == len({code[:2] for code in load_catalogue()})
    assert all(f'id="{anchor}"' in index for anchor in anchors)
    for name in names:
        page = pages.render_page(name)
        assert page is not None, name
        for other in re.findall(r'<a href="([A-Za-z0-9-]+)"', page.decode()):
            assert other in names, f"{name} leads to {other}"


def test_every_code_is_in_its_list(pages: EditPages) -> None:
    """The page of a list links to each of its codes, the commonest first."""
    for kind, known in load_payer_codes().items():
        page = pages.render_page(kind)
        assert page is not None
        assert set(re.findall(r'href="([A-Z]+-[A-Z0-9]+)"', page.decode())) == {
            code.page for code in known.codes.values()
        }
    reasons = pages.render_page("carc")
    assert reasons is not None
    assert load_payer_codes()["carc"].commonest_source in unescape(reasons.decode())


@pytest.mark.parametrize(
    "words",
    [
        "CO-22",
        "carc 16",
        "CO-9999",
        "A7:562:85",
        "A7",
        "CLM05-1",
        "diagnoses[0].code",
        "timely filing",
        "unicorn",
        "22",
    ],
)
def test_a_search_says_what_the_command_says(pages: EditPages, words: str) -> None:
    """The answer, the edits and their order are those of `edits find`, and every link works."""
    page = pages.render_search(words).decode()
    query = make_query(words=words)
    found = find_edits(query)
    text = re.sub(r"(?m)^\|[-|]+\|$|^\* |^#+ ", "", "\n".join(write_sections(found_parts(query, found))))
    assert " ".join(plain(re.sub(r"[`|\[\]()]", " ", text))) in " ".join(words_of(page.encode()))
    listed = re.findall(r'<th scope="row" class="nowrap"><a href="edits/([^"]+)"', page)
    assert listed == ([edit.code for edit in found.edits] if lists_edits(query, found) else [])
    assert set(re.findall(r'<a href="edits/([^"?]+)"', page)) <= set(names_of_pages())


def test_a_search_is_escaped(pages: EditPages) -> None:
    """What was typed stays in the box, and only there."""
    page = pages.render_search('"><script>alert(1)</script>').decode()
    assert "<script>" not in page
    assert page.count("alert(1)") == 1


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

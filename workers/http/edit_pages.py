"""The pages of edits and of payers' codes in HTML, their index, and the search over both."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final
from urllib.parse import quote

from rules.catalog import FAMILIES, load_catalogue
from rules.edit import Edit
from rules.find.find_edits import find_edits
from rules.find.query import make_query
from rules.load_profiles import load_profiles
from rules.pages.edit_parts import edit_parts
from rules.pages.found_parts import found_parts, lists_edits
from rules.pages.payer_code_parts import payer_code_parts
from rules.payer_codes.payer_code import CodeList, PayerCode, find_page, load_payer_codes
from rules.profile import Profile, Profiles, SeverityWord
from workers.http.markup import Markup, join, tag
from workers.http.page import render_page
from workers.http.sections import render_sections
from workers.http.words import format_count
from workers.settings.settings import Settings

LONGEST_SEARCH: Final = 200
"""Characters of a search; a longer one is not made."""

_STYLES: Final[Mapping[SeverityWord, str]] = {
    "REJECT": "bad",
    "WARN": "warn",
    "NOTICE": "muted",
    "shadow": "muted",
    "off": "muted",
}
_EXAMPLES: Final = ("CO-22", "N290", "A7:562:85", "2010BA NM109", "diagnoses[0].code", "timely filing")


class EditPages:
    """The catalog of edits as pages; loaded on first use, because a parent process does not need it otherwise.

    Args:
        settings: provide the payer profiles and say whether to link to the what-if page.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The title of each edit, by code."""
        return {edit.code: edit.title for edit in load_catalogue().values()}

    def render_index(self) -> bytes:
        """The search box, the commonest payer codes, and all edits by family.

        Raises:
            ProfileError: a user's payer profile cannot be read.
        """
        edits = load_catalogue().values()
        by_family = {letters: [edit for edit in edits if edit.family == letters] for letters in FAMILIES}
        families = [
            tag(
                "section",
                tag("h2", f"{letters} · {FAMILIES[letters].replace('_', ' ')}"),
                self._table(members),
                class_="card",
                id=letters,
            )
            for letters, members in by_family.items()
            if members
        ]
        jumps = [
            tag("a", f"{letters} {FAMILIES[letters].replace('_', ' ')}", href=f"#{letters}")
            for letters, members in by_family.items()
            if members
        ]
        about = f"{len(edits)} edits. The severity shown is that of the payer profile {self._settings.default_profile}."
        return self._render(
            "Edits",
            tag("h1", "Edits"),
            _search_box(""),
            _code_card(),
            tag("nav", *jumps, class_="jumps", aria_label="Families of edits"),
            tag("p", about, class_="muted"),
            *families,
        )

    def render_search(self, words: str) -> bytes:
        """What a search finds: the payer's code explained, the places in an 837, and the edits.

        Raises:
            ProfileError: a user's payer profile cannot be read.
        """
        query = make_query(words=words)
        found = find_edits(query)
        edits = []
        if lists_edits(query, found):
            count = format_count(len(found.edits), "edit")
            edits = [tag("section", tag("h2", count), self._table(found.edits), class_="card")]
        heading = tag("h1", "Search in edits and payer codes")
        answer = render_sections(found_parts(query, found), root="edits/")
        return self._render("Search", heading, _search_box(words), *answer, *edits)

    def render_page(self, name: str) -> bytes | None:
        """The page of the edit, of the payer's code or of the list of codes with this name, or None.

        Raises:
            ProfileError: a user's payer profile cannot be read.
        """
        edit = load_catalogue().get(name)
        if edit is not None:
            heading = tag("h1", edit.code, " ", tag("span", edit.name, class_="muted"))
            sections = render_sections(edit_parts(edit, self._profiles.by_name))
            return self._render(edit.code, heading, tag("p", edit.title), *sections, root="../")
        code = find_page(name)
        if code is not None:
            return self._render_code(code)
        known = next((known for kind, known in load_payer_codes().items() if kind == name), None)
        return None if known is None else self._render_list(known)

    def render_missing(self) -> bytes:
        """The page for an unknown name."""
        words = tag("p", "No edit or payer code has this name. See ", tag("a", "all edits", href="../edits"), ".")
        return self._render("Page not found", tag("h1", "Page not found"), words, root="../")

    def _render_code(self, code: PayerCode) -> bytes:
        known = load_payer_codes()[code.kind]
        up = tag("p", tag("a", f"All {known.plural}", href=code.kind))
        return self._render(
            code.name,
            tag("h1", code.name),
            tag("p", code.means),
            *render_sections(payer_code_parts(code)),
            up,
            root="../",
        )

    def _render_list(self, known: CodeList) -> bytes:
        name = f"{known.plural[0].upper()}{known.plural[1:]}"
        about = tag(
            "p",
            f"{len(known.codes)} codes in our own words. The official list is published at {known.published}.",
            class_="muted",
        )
        sections = []
        if known.commonest:
            rows = _code_rows(known.codes[code] for code in known.commonest)
            heading = tag("h2", f"The {len(known.commonest)} commonest")
            source = tag("p", known.commonest_source, class_="muted small")
            sections.append(tag("section", heading, rows, source, class_="card"))
        sections.append(tag("section", tag("h2", "All"), _code_rows(known.codes.values()), class_="card"))
        return self._render(name, tag("h1", name), about, *sections, root="../")

    def _render(self, title: str, *body: Markup, root: str = "") -> bytes:
        settings = self._settings
        return render_page(title, *body, root=root, what_if=settings.http_what_if, outcomes=settings.http_outcomes)

    def _table(self, edits: Iterable[Edit]) -> Markup:
        profile = self._profiles.by_name.get(self._settings.default_profile)
        return tag("table", tag("tbody", *[_index_row(edit, profile) for edit in edits]))

    @cached_property
    def _profiles(self) -> Profiles:
        settings = self._settings
        return load_profiles(load_catalogue(), folder=settings.profiles_dir, default=settings.default_profile)


def _search_box(words: str) -> Markup:
    """The form of a search; it works without script."""
    examples: list[str] = []
    for example in _EXAMPLES:
        examples += [", " if examples else "For example ", tag("a", example, href=f"edits?q={quote(example)}")]
    return tag(
        "form",
        tag("label", "A payer's code, the path of a field, an X12 element, or words", for_="q"),
        tag(
            "div",
            tag("input", type="search", id="q", name="q", value=words, maxlength=LONGEST_SEARCH, autocomplete="off"),
            tag("button", "Search"),
            class_="row",
        ),
        tag("p", *examples, ".", class_="muted small"),
        action="edits",
        method="get",
        role="search",
        class_="card",
    )


def _code_card() -> Markup:
    """The commonest adjustment reasons, and the lists of codes."""
    lists = load_payer_codes()
    reasons = lists["carc"]
    links = [
        tag("a", code, href=f"edits/{reasons.codes[code].page}", title=reasons.codes[code].means)
        for code in reasons.commonest
    ]
    all_lists: list[str] = []
    for known in lists.values():
        link = tag("a", f"{len(known.codes)} {known.plural}", href=f"edits/{known.kind}")
        all_lists += [", " if all_lists else "All: ", link]
    return tag(
        "section",
        tag("h2", "What a payer's code means"),
        tag("p", "The commonest adjustment reasons (CARC):"),
        tag("p", join(part for link in links for part in (link, " ")), class_="codes"),
        tag("p", *all_lists, "."),
        class_="card",
    )


def _code_rows(codes: Iterable[PayerCode]) -> Markup:
    rows = [
        tag("tr", tag("th", tag("a", code.code, href=code.page), scope="row", class_="nowrap"), tag("td", code.means))
        for code in codes
    ]
    return tag("table", tag("tbody", *rows))


def _index_row(edit: Edit, profile: Profile | None) -> Markup:
    word = "off" if profile is None else profile.word(edit)
    return tag(
        "tr",
        tag("th", tag("a", edit.code, href=f"edits/{edit.code}"), scope="row", class_="nowrap"),
        tag("td", edit.title, " ", tag("span", edit.name, class_="muted small wide")),
        tag("td", tag("span", word, class_=f"chip {_STYLES[word]}"), class_="number"),
    )

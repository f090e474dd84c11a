"""The edit pages in HTML: one page per edit, and an index."""

from collections.abc import Mapping
from functools import cached_property
from typing import Final

from rules.catalog import FAMILIES, load_catalogue
from rules.edit import Edit
from rules.pages.edit_parts import Block, Bullets, EditLink, Exact, Facts, Paragraph, WebLink, Words, edit_parts
from rules.pages.printed_codes import Table
from rules.profile import Profile, Profiles, SeverityWord, load_profiles
from workers.http.markup import Markup, join, tag
from workers.http.page import render_page
from workers.settings.settings import Settings

_STYLES: Final[Mapping[SeverityWord, str]] = {
    "REJECT": "bad",
    "WARN": "warn",
    "NOTICE": "muted",
    "shadow": "muted",
    "off": "muted",
}


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
        """The index of all edits, by family.

        Raises:
            ProfileError: a user's payer profile cannot be read.
        """
        edits = load_catalogue().values()
        name = self._settings.default_profile
        profile = self._profiles.by_name.get(name)
        families = []
        for letters, family in FAMILIES.items():
            rows = [_index_row(edit, profile) for edit in edits if edit.family == letters]
            if rows:
                heading = tag("h2", f"{letters} · {family.replace('_', ' ')}")
                families.append(tag("section", heading, tag("table", tag("tbody", *rows)), class_="card"))
        about = f"{len(edits)} edits. The severity shown is that of the payer profile {name}."
        return render_page(
            "Edits", tag("h1", "Edits"), tag("p", about, class_="muted"), *families, what_if=self._settings.http_what_if
        )

    def render_page(self, code: str) -> bytes | None:
        """The page of the edit with this code, or None.

        Raises:
            ProfileError: a user's payer profile cannot be read.
        """
        edit = load_catalogue().get(code)
        if edit is None:
            return None
        sections = [
            tag("section", tag("h2", section.heading), *[_block(block) for block in section.blocks], class_="card")
            for section in edit_parts(edit, self._profiles.by_name)
        ]
        heading = tag("h1", edit.code, " ", tag("span", edit.name, class_="muted"))
        return render_page(
            edit.code, heading, tag("p", edit.title), *sections, root="../", what_if=self._settings.http_what_if
        )

    def render_missing(self) -> bytes:
        """The page for an unknown code."""
        words = tag("p", "No edit has this code. See ", tag("a", "all edits", href="../edits"), ".")
        return render_page(
            "Edit not found", tag("h1", "Edit not found"), words, root="../", what_if=self._settings.http_what_if
        )

    @cached_property
    def _profiles(self) -> Profiles:
        settings = self._settings
        return load_profiles(load_catalogue(), folder=settings.profiles_dir, default=settings.default_profile)


def _index_row(edit: Edit, profile: Profile | None) -> Markup:
    word = "off" if profile is None else profile.word(edit)
    return tag(
        "tr",
        tag("th", tag("a", edit.code, href=f"edits/{edit.code}"), scope="row", class_="nowrap"),
        tag("td", edit.title, " ", tag("span", edit.name, class_="muted small wide")),
        tag("td", tag("span", word, class_=f"chip {_STYLES[word]}"), class_="number"),
    )


def _block(block: Block) -> Markup:
    match block:
        case Paragraph():
            return tag("p", *[part for sentence in block.sentences for part in (_write(sentence), " ")])
        case Bullets():
            return tag(
                "ul",
                *[
                    tag("li", _write(item.words), tag("div", _write(item.below), class_="muted") if item.below else "")
                    for item in block.items
                ],
            )
        case Facts():
            rows = [
                tag("tr", tag("th", _write(name), scope="row"), tag("td", _write(fact))) for name, fact in block.rows
            ]
            return tag("table", tag("tbody", *rows), class_="facts")
        case Table():
            headings = tag("tr", *[tag("th", heading, scope="col") for heading in block.headings])
            body = [
                tag("tr", tag("th", row[0], scope="row"), *[tag("td", cell) for cell in row[1:]]) for row in block.rows
            ]
            return tag("table", tag("thead", headings), tag("tbody", *body))


def _write(words: Words) -> Markup:
    return join(_part(part) for part in words)


def _part(part: str | Exact | EditLink | WebLink) -> str:
    match part:
        case Exact():
            return tag("code", part.text)
        case EditLink():
            return tag("a", part.code, href=part.code)
        case WebLink():
            return tag("a", part.text, href=part.address)
        case str():
            return part

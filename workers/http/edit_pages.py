"""The pages of the edits for a browser: one each, and the list of all of them."""

from collections.abc import Mapping
from functools import cached_property
from typing import Final

from rules.catalog import FAMILIES, load_catalogue
from rules.edit import Edit
from rules.pages.edit_parts import Block, Bullets, EditLink, Exact, Facts, Paragraph, Words, edit_parts
from rules.pages.printed_codes import Table
from rules.profile import Profile, Profiles, load_profiles
from workers.http.markup import Markup, join, tag
from workers.http.page import render_page
from workers.settings.settings import Settings

_STYLES: Final = {"REJECT": "bad", "WARN": "warn", "NOTICE": "muted", None: "muted"}


class EditPages:
    """The catalogue as pages; it is read when first asked for, since a parent of workers has no other use for it.

    Args:
        settings: say which profiles there are, and whether there is a what-if page to lead to.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """What each edit finds, by its code."""
        return {edit.code: edit.title for edit in load_catalogue().values()}

    def render_index(self) -> bytes:
        """The list of all edits, family by family.

        Raises:
            ProfileError: a profile of the user's cannot be read.
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
        about = f"{len(edits)} edits; the severity is that of the profile {name}."
        return render_page(
            "Edits", tag("h1", "Edits"), tag("p", about, class_="muted"), *families, what_if=self._settings.http_what_if
        )

    def render_page(self, code: str) -> bytes | None:
        """The page of the edit with this code; None where there is none.

        Raises:
            ProfileError: a profile of the user's cannot be read.
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
        """What is shown where there is no edit of a code."""
        words = tag("p", "There is no edit of this code. ", tag("a", "All edits", href="../edits"), ".")
        return render_page(
            "No such edit", tag("h1", "No such edit"), words, root="../", what_if=self._settings.http_what_if
        )

    @cached_property
    def _profiles(self) -> Profiles:
        settings = self._settings
        return load_profiles(load_catalogue(), folder=settings.profiles_dir, default=settings.default_profile)


def _index_row(edit: Edit, profile: Profile | None) -> Markup:
    level = None if profile is None else profile.ceiling(edit)
    return tag(
        "tr",
        tag("th", tag("a", edit.code, href=f"edits/{edit.code}"), scope="row", class_="nowrap"),
        tag("td", edit.title, " ", tag("span", edit.name, class_="muted small wide")),
        tag("td", tag("span", level or "off", class_=f"chip {_STYLES[level]}"), class_="number"),
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


def _part(part: str | Exact | EditLink) -> str:
    match part:
        case Exact():
            return tag("code", part.text)
        case EditLink():
            return tag("a", part.code, href=part.code)
        case str():
            return part

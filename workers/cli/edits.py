"""`claims-worker edits`: list the edits, explain one, and find edits by a payer's codes."""

import difflib
from typing import Final, Literal

import click

from rules.catalog import FAMILIES, load_catalogue
from rules.pages.edit_page import edit_page
from rules.repairs.catalog import REPAIRS
from workers.cli.edits_find import find
from workers.cli.edits_impact import impact
from workers.cli.edits_new import new
from workers.cli.format_option import FORMAT
from workers.cli.settings_or_exit import COULD_NOT_RUN, end_with
from workers.cli.show_edits import load_all_profiles, print_edits, print_edits_as_json
from workers.cli.show_page import show_page

_CLOSE: Final = 0.75
"""How alike an unknown name and the suggested one are: four of the five characters of a code, or more."""


@click.group(short_help="List, explain and find edits; preview rule changes.")
def edits() -> None:
    """List and explain edits, find them by a payer's codes, and preview the impact of a change."""


edits.add_command(find)
edits.add_command(impact)
edits.add_command(new)


@edits.command("list", short_help="List every edit with its severity per payer profile.")
@click.option("--profile", "profile_name", metavar="NAME", help="Only edits that are enabled in this payer profile.")
@click.option("--family", metavar="FAMILY", help="Only edits of this family (DX or diagnosis).")
@FORMAT
def list_edits(profile_name: str | None, family: str | None, form: Literal["text", "json"]) -> None:
    """List every edit with its severity in each payer profile."""
    profiles = load_all_profiles()
    letters = None if family is None else _letters(family)
    found = [edit for edit in load_catalogue().values() if letters is None or edit.family == letters]
    if profile_name is not None:
        if profile_name not in profiles:
            end_with(COULD_NOT_RUN, f"--profile: must be one of {', '.join(profiles)} (got {profile_name!r})")
        profiles = {profile_name: profiles[profile_name]}
        found = [edit for edit in found if profiles[profile_name].word(edit) != "off"]
    if form == "json":
        print_edits_as_json(found, profiles)
    else:
        print_edits(found, profiles)


def _letters(family: str) -> str:
    names = {name: letters for letters, folder in FAMILIES.items() for name in (letters.lower(), folder)}
    wanted = family.lower().replace("-", "_")
    if wanted not in names:
        known = ", ".join(f"{letters} ({folder})" for letters, folder in FAMILIES.items())
        end_with(COULD_NOT_RUN, f"--family: must be one of {known} (got {family!r})")
    return names[wanted]


@edits.command("show", short_help="Explain one edit: why it fires and how to fix it.")
@click.argument("edit", metavar="EDIT")
def show_edit(edit: str) -> None:
    """Show the page of an edit, given its code or name.

    \b
    Exit codes:
      0  shown
      2  unknown edit
    """
    wanted = edit.strip()
    for known in load_catalogue().values():
        if wanted.upper() == known.code or wanted.lower() == known.name:
            show_page(edit_page(known, load_all_profiles()))
            return
    for repair in REPAIRS:
        if wanted.upper() == repair.code or wanted.lower() == repair.name:
            end_with(COULD_NOT_RUN, f"{repair.code} is a repair, not an edit ({repair.name}): {repair.what}")
    names = {name: known.code for known in load_catalogue().values() for name in (known.code.lower(), known.name)}
    close = difflib.get_close_matches(wanted.lower(), names, 1, _CLOSE)
    nearest = f"; did you mean {names[close[0]]}?" if close else ""
    end_with(COULD_NOT_RUN, f"unknown edit {wanted!r}{nearest} (to see all: claims-worker edits list)")

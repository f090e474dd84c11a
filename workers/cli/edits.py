"""`claims-worker edits`: list the edits, explain one, and find edits by a payer's codes."""

import difflib
import json
import re
from typing import Any, Final, Literal

import click
from rich.table import Table
from rich.text import Text

from rules.catalog import FAMILIES, load_catalogue
from rules.edit import Edit
from rules.pages.edit_page import edit_page
from rules.pages.printed_codes import written
from rules.profile import Profile, ProfileError, Profiles, load_profiles
from rules.repairs.catalog import REPAIRS
from workers.cli.edits_impact import impact
from workers.cli.edits_new import new
from workers.cli.format_option import FORMAT
from workers.cli.settings_or_exit import COULD_NOT_RUN, end_with, settings_or_exit
from workers.cli.show_outcome import SEVERITY_STYLES, make_console

_TABLE_WIDTH: Final = 130
"""Terminal width that the table of edits needs; on a narrower terminal each edit is printed on separate lines."""
_GROUP_CODE: Final = re.compile(r"(?:CO|CR|OA|PI|PR)[- ]?(?=.)")
"""The group code that a remittance advice puts before an adjustment reason code."""


@click.group(short_help="List, explain and find edits; preview rule changes.")
def edits() -> None:
    """List and explain edits, find them by a payer's codes, and preview the impact of a change."""


edits.add_command(impact)
edits.add_command(new)


def _profiles() -> Profiles:
    settings = settings_or_exit(require_broker=False)
    try:
        return load_profiles(load_catalogue(), folder=settings.profiles_dir, default=settings.default_profile)
    except ProfileError as wrong:
        end_with(COULD_NOT_RUN, str(wrong))


def _form(edit: Edit, profiles: dict[str, Profile]) -> dict[str, Any]:
    """An edit, for programs."""
    return {
        "code": edit.code,
        "name": edit.name,
        "title": edit.title,
        "state": edit.state,
        # None is off: the first release wrote it so.
        "severity": {
            name: None if (word := profile.word(edit)) == "off" else word for name, profile in profiles.items()
        },
        "waivable": edit.waivable,
        "form": edit.form,
        "bills": edit.bills,
        "tables": [list(need.tables) for need in edit.tables],
        "carc": sorted(_carcs(edit)),
        "rarc": sorted(_rarcs(edit)),
        "status": sorted(_statuses(edit)),
        "snip_level": edit.snip,
        "source": edit.source,
        "basis": edit.basis,
        "verified": edit.verified,
        "references": [{"text": each.text, "address": each.address} for each in edit.references],
    }


def _word_or_none(edit: Edit, profile: Profile) -> str | None:
    word = profile.word(edit)
    return None if word == "off" else word


def _carcs(edit: Edit) -> set[str]:
    return {carc for case in edit.cases.values() if (carc := edit.carc_of(case))}


def _rarcs(edit: Edit) -> set[str]:
    return {code for codes in edit.all_codes for code in codes.rarc or ()}


def _statuses(edit: Edit) -> set[str]:
    return {written(status) for codes in edit.all_codes for status in codes.status or ()}


def _print(found: list[Edit], profiles: dict[str, Profile], form: Literal["text", "json"]) -> None:
    if form == "json":
        click.echo(json.dumps([_form(edit, profiles) for edit in found], ensure_ascii=False, indent=2))
        return
    console = make_console()
    if not found:
        console.print(Text("no edit matches; to see all: claims-worker edits list", style="dim"))
        return
    console.print(_as_lines(found, profiles) if console.width < _TABLE_WIDTH else _as_table(found, profiles))
    console.print(Text(f"\n{len(found)} {'edit' if len(found) == 1 else 'edits'}", style="dim"))


def _as_table(found: list[Edit], profiles: dict[str, Profile]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("edit", "name", *profiles, "CARC", "title"):
        table.add_column(heading, no_wrap=heading != "title")
    for edit in found:
        levels = [_level(edit, profile) for profile in profiles.values()]
        carc = ", ".join(sorted(_carcs(edit))) or "–"
        table.add_row(Text(edit.code, style="bold"), edit.name, *levels, carc, edit.title)
    return table


def _as_lines(found: list[Edit], profiles: dict[str, Profile]) -> Text:
    lines = []
    for edit in found:
        lines += [Text.assemble((edit.code, "bold"), f" {edit.name}"), Text(f"  {edit.title}")]
        levels = [Text.assemble(f"{name} ", _level(edit, profile)) for name, profile in profiles.items()]
        carc = [Text(f"CARC {', '.join(carcs)}")] if (carcs := sorted(_carcs(edit))) else []
        lines.append(Text.assemble("  ", Text(" · ").join([*levels, *carc])))
    return Text("\n").join(lines)


def _level(edit: Edit, profile: Profile) -> Text:
    word = profile.word(edit)
    return Text(word, style=SEVERITY_STYLES.get(word, "dim"))


@edits.command("list", short_help="List every edit with its severity per payer profile.")
@click.option("--profile", "profile_name", metavar="NAME", help="Only edits that are enabled in this payer profile.")
@click.option("--family", metavar="FAMILY", help="Only edits of this family (DX or diagnosis).")
@FORMAT
def list_edits(profile_name: str | None, family: str | None, form: Literal["text", "json"]) -> None:
    """List every edit with its severity in each payer profile."""
    profiles = dict(_profiles().by_name)
    letters = None if family is None else _letters(family)
    found = [edit for edit in load_catalogue().values() if letters is None or edit.family == letters]
    if profile_name is not None:
        if profile_name not in profiles:
            end_with(COULD_NOT_RUN, f"--profile: must be one of {', '.join(profiles)} (got {profile_name!r})")
        profiles = {profile_name: profiles[profile_name]}
        found = [edit for edit in found if profiles[profile_name].word(edit) != "off"]
    _print(found, profiles, form)


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
            click.echo(edit_page(known, dict(_profiles().by_name)), nl=False)
            return
    for repair in REPAIRS:
        if wanted.upper() == repair.code or wanted.lower() == repair.name:
            end_with(COULD_NOT_RUN, f"{repair.code} is a repair, not an edit ({repair.name}): {repair.what}")
    names = {name: known.code for known in load_catalogue().values() for name in (known.code.lower(), known.name)}
    close = difflib.get_close_matches(wanted.lower(), names, 1)
    nearest = f"; did you mean {names[close[0]]}?" if close else ""
    end_with(COULD_NOT_RUN, f"unknown edit {wanted!r}{nearest} (to see all: claims-worker edits list)")


@edits.command("find", short_help="Find edits by a payer's status or adjustment code.")
@click.option("--status", metavar="A7:453", help="277CA status: category:code or category:code:entity.")
@click.option("--carc", metavar="16", help="Claim adjustment reason code, with or without its group (CO-16).")
@click.option("--rarc", metavar="M20", help="Remittance advice remark code.")
@click.option("--field", metavar="PATH", help="Field that the edit checks.")
@FORMAT
def find_edits(
    status: str | None, carc: str | None, rarc: str | None, field: str | None, form: Literal["text", "json"]
) -> None:
    """Find the edits that match a payer's message; several options narrow the search.

    \b
    Exit codes:
      0  search completed (even with no match)
      2  invalid argument or setting
    """
    if not any((status, carc, rarc, field)):
        end_with(COULD_NOT_RUN, "give at least one of --status, --carc, --rarc and --field")
    if status is not None and not status.strip()[:1].isalpha():
        end_with(COULD_NOT_RUN, f"--status: must be a category and a code such as A7:453 (got {status!r})")
    found = [edit for edit in load_catalogue().values() if _matches(edit, status, carc, rarc, field)]
    _print(found, dict(_profiles().by_name), form)


def _matches(edit: Edit, status: str | None, carc: str | None, rarc: str | None, field: str | None) -> bool:
    if carc is not None and _GROUP_CODE.sub("", carc.strip().upper(), count=1) not in _carcs(edit):
        return False
    if rarc is not None and rarc.strip().upper() not in _rarcs(edit):
        return False
    if field is not None and not any(field.strip() in path for path in edit.looks_at):
        return False
    if status is None:
        return True
    wanted = status.strip().upper()
    return any(one == wanted or one.startswith(f"{wanted}:") for one in _statuses(edit))

"""`claims-worker edits`: the catalogue, from the code; and from a payer's message back to the edit."""

import json
from typing import Any, Literal

import click
from rich.table import Table
from rich.text import Text

from rules.catalog import load_catalogue
from rules.edit import Edit
from rules.edit_page import edit_page
from rules.edit_parts import written
from rules.profile import Profile, ProfileError, Profiles, load_profiles
from workers.cli.edits_impact import impact
from workers.cli.edits_new import new
from workers.cli.settings_or_exit import COULD_NOT_RUN, end_with, settings_or_exit
from workers.cli.show_outcome import SEVERITY_STYLES, make_console


@click.group()
def edits() -> None:
    """The catalogue of edits: list it, show a page, find an edit by a payer's message, see what a change would do."""


edits.add_command(impact)
edits.add_command(new)


def _profiles() -> Profiles:
    settings = settings_or_exit(require_broker=False)
    try:
        return load_profiles(load_catalogue(), folder=settings.profiles_dir, default=settings.default_profile)
    except ProfileError as wrong:
        end_with(COULD_NOT_RUN, str(wrong))


def _form(edit: Edit, profiles: dict[str, Profile]) -> dict[str, Any]:
    """An edit for programs."""
    return {
        "code": edit.code,
        "name": edit.name,
        "title": edit.title,
        "state": edit.state,
        "severity": {name: profile.ceiling(edit) for name, profile in profiles.items()},
        "waivable": edit.waivable,
        "form": edit.form,
        "bills": edit.bills,
        "tables": [list(need.tables) for need in edit.tables],
        "carc": sorted(_carcs(edit)),
        "rarc": sorted(_rarcs(edit)),
        "status": sorted(_statuses(edit)),
        "snip_level": edit.snip,
        "source": edit.source,
    }


def _carcs(edit: Edit) -> set[str]:
    return {carc for case in edit.cases.values() if (carc := edit.carc if case.carc is None else case.carc)}


def _rarcs(edit: Edit) -> set[str]:
    return {code for case in edit.cases.values() for code in (edit.rarc if case.rarc is None else case.rarc)}


def _statuses(edit: Edit) -> set[str]:
    statuses = (edit.status if case.status is None else case.status for case in edit.cases.values())
    return {written(status) for group in statuses for status in group}


def _print(found: list[Edit], profiles: dict[str, Profile], form: Literal["text", "json"]) -> None:
    if form == "json":
        click.echo(json.dumps([_form(edit, profiles) for edit in found], ensure_ascii=False, indent=2))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("edit", "name", *profiles, "CARC", "says"):
        table.add_column(heading, no_wrap=heading != "says")
    for edit in found:
        levels = []
        for profile in profiles.values():
            level = profile.ceiling(edit)
            levels.append(Text(level or "off", style=SEVERITY_STYLES.get(level or "", "dim")))
        carc = ", ".join(sorted(_carcs(edit))) or "–"
        table.add_row(Text(edit.code, style="bold"), edit.name, *levels, carc, edit.title)
    console = make_console()
    console.print(table)
    console.print(Text(f"\n{len(found)} edits", style="dim"))


_FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="Person or program."
)


@edits.command("list")
@click.option("--profile", "profile_name", metavar="NAME", help="Only this profile, and only what it has on.")
@click.option("--family", metavar="XX", help="Only this family, such as DX.")
@_FORMAT
def list_edits(profile_name: str | None, family: str | None, form: Literal["text", "json"]) -> None:
    """Every edit, with its severity in each profile."""
    profiles = dict(_profiles().by_name)
    found = [edit for edit in load_catalogue().values() if family is None or edit.family == family.upper()]
    if profile_name is not None:
        if profile_name not in profiles:
            known = ", ".join(profiles)
            end_with(COULD_NOT_RUN, f"--profile: there is no profile {profile_name}; there are {known}")
        profiles = {profile_name: profiles[profile_name]}
        found = [edit for edit in found if profiles[profile_name].ceiling(edit) is not None]
    _print(found, profiles, form)


@edits.command("show")
@click.argument("edit", metavar="EDIT")
def show_edit(edit: str) -> None:
    """The page of an edit, by its code or name."""
    wanted = edit.strip()
    for known in load_catalogue().values():
        if wanted.upper() == known.code or wanted.lower() == known.name:
            click.echo(edit_page(known, dict(_profiles().by_name)), nl=False)
            return
    end_with(COULD_NOT_RUN, f"there is no edit {wanted}; see: claims-worker edits list")


@edits.command("find")
@click.option("--status", metavar="A7:453", help="A 277CA status: category:code, or category:code:entity.")
@click.option("--carc", metavar="16", help="A claim adjustment reason code.")
@click.option("--rarc", metavar="M20", help="A remark code.")
@click.option("--field", metavar="PATH", help="A field that the edit looks at.")
@_FORMAT
def find_edits(
    status: str | None, carc: str | None, rarc: str | None, field: str | None, form: Literal["text", "json"]
) -> None:
    """From a payer's message back to the edits that mean it; several options narrow the search."""
    if not any((status, carc, rarc, field)):
        end_with(COULD_NOT_RUN, "say what to look for: --status, --carc, --rarc or --field")
    found = [edit for edit in load_catalogue().values() if _matches(edit, status, carc, rarc, field)]
    _print(found, dict(_profiles().by_name), form)


def _matches(edit: Edit, status: str | None, carc: str | None, rarc: str | None, field: str | None) -> bool:
    if carc is not None and carc.strip().upper() not in _carcs(edit):
        return False
    if rarc is not None and rarc.strip().upper() not in _rarcs(edit):
        return False
    if field is not None and not any(field.strip() in path for path in edit.looks_at):
        return False
    if status is None:
        return True
    wanted = status.strip().upper()
    return any(one == wanted or one.startswith(f"{wanted}:") for one in _statuses(edit))

"""`claims-worker codes load|diff|prune`: releases of code tables that a user puts beside the shipped ones."""

import datetime as dt
import json
from itertools import islice
from pathlib import Path
from typing import Any, Final, Literal

import click

from rules.tables.diff_releases import Difference, diff_releases
from rules.tables.error import TableError
from rules.tables.manifest import manifest_form
from rules.tables.prune_releases import prune_releases
from rules.tables.store import LOADABLE, TABLE_KINDS
from workers.cli.format_option import FORMAT
from workers.cli.settings_or_exit import COULD_NOT_RUN, end_with, settings_or_exit

_SHOWN: Final = 50
_SIGNS: Final = {"added": "+", "removed": "-", "changed": "~"}


def _day(_: click.Context, option: click.Parameter, text: str | None) -> dt.date | None:
    try:
        return None if text is None else dt.date.fromisoformat(text)
    except ValueError:
        end_with(COULD_NOT_RUN, f"{option.opts[0]}: expected a date such as 2026-10-01")


def _named(_: click.Context, option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    named: dict[str, str] = {}
    for each in given:
        name, equals, told = (part.strip() for part in each.partition("="))
        if not name or not equals or not told or name in named:
            end_with(COULD_NOT_RUN, f"{option.opts[0]} {each!r}: expected {option.metavar}, each column once")
        named[name] = told
    return named


@click.command("load")
@click.argument("kind", metavar="KIND", type=click.Choice(LOADABLE))
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--release", metavar="NAME", help="Name of the release (2026 Q3), where the files do not say it.")
@click.option("--from", "first", metavar="DATE", callback=_day, help="First day of service the release answers for.")
@click.option("--through", "last", metavar="DATE", callback=_day, help="Last day of service the release answers for.")
@click.option(
    "--column",
    "headings",
    metavar="COLUMN=HEADING",
    multiple=True,
    callback=_named,
    help="Of a list that somebody else laid out: what stands over a column of ours. Repeatable.",
)
@click.option(
    "--word",
    "words",
    metavar="COLUMN=WORD[,WORD]",
    multiple=True,
    callback=_named,
    help="What all rows have in a column of ours; of several FILEs a word each. Repeatable.",
)
@click.option(
    "--i-hold-a-licence",
    "holds_licence",
    is_flag=True,
    help="Keep descriptions that are under licence (AMA, ADA, AHA); the manifest records that you said so.",
)
@FORMAT
def load(
    kind: str,
    files: tuple[Path, ...],
    release: str | None,
    first: dt.date | None,
    last: dt.date | None,
    headings: dict[str, str],
    words: dict[str, str],
    holds_licence: bool,
    form: Literal["text", "json"],
) -> None:
    """Load one release of the table KIND from its official FILEs, zips as they were downloaded.

    KIND is the name of a table as `codes status` lists it; `codes layout KIND` says what its files look like. A row
    that is not understood stops the load and is named; what was loaded before stays. A running worker takes the new
    release by itself.

    \b
    Exit codes: 0 loaded, 1 the files are refused, 2 could not run.
    """
    from rules.tables.loaders.load_table import load_table  # no other command needs the loaders

    folder = settings_or_exit(require_broker=False).code_tables_dir
    try:
        manifest = load_table(
            kind,
            files,
            folder=folder,
            release=release,
            holds_licence=holds_licence,
            in_force_from=first,
            in_force_through=last,
            headings=headings,
            words={column: tuple(each.strip() for each in said.split(",")) for column, said in words.items()},
        )
    except TableError as wrong:
        end_with(1, str(wrong))
    if form == "json":
        click.echo(json.dumps(manifest_form(manifest), indent=2))
        return
    through = "no end known" if manifest.in_force_through == dt.date.max else manifest.in_force_through
    click.echo(
        f"{kind} {manifest.release}: {manifest.rows_kept:,} of {manifest.rows_read:,} rows kept, in force "
        f"{manifest.in_force_from} … {through}"
    )
    for note in manifest.notes:
        click.echo(f"  {note}")


@click.command("layout")
@click.argument("kind", metavar="KIND", type=click.Choice(LOADABLE))
def layout(kind: str) -> None:
    """What the files of the table KIND look like, and which of their rows are kept."""
    click.echo(TABLE_KINDS[kind].described())


@click.command("diff")
@click.argument("kind", metavar="KIND", type=click.Choice(LOADABLE))
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--all", "everything", is_flag=True, help=f"Every difference, not the first {_SHOWN}.")
@FORMAT
def diff(kind: str, old: str, new: str, everything: bool, form: Literal["text", "json"]) -> None:
    """What release NEW of the table KIND changes against release OLD: codes added, removed, changed.

    \b
    Exit codes: 0 no difference, 1 some, 2 could not run.
    """
    folder = settings_or_exit(require_broker=False).code_tables_dir
    counts = dict.fromkeys(_SIGNS, 0)
    try:
        differences = diff_releases(folder, kind, old, new)
        for found in islice(differences, None if everything else _SHOWN):
            counts[found.change] += 1
            click.echo(json.dumps(_difference_form(found)) if form == "json" else _difference_line(found))
        for found in differences:
            counts[found.change] += 1
    except TableError as wrong:
        end_with(COULD_NOT_RUN, str(wrong))
    more = sum(counts.values()) - _SHOWN
    if form == "text":
        if more > 0 and not everything:
            click.echo(f"… and {more:,} more (--all)")
        click.echo(", ".join(f"{count:,} {change}" for change, count in counts.items()))
    if any(counts.values()):
        raise SystemExit(1)


@click.command("prune")
@click.argument("kind", metavar="[KIND]", required=False, type=click.Choice(LOADABLE))
@click.option("--release", metavar="NAME", help="The release of this name.")
@click.option("--before", metavar="DATE", callback=_day, help="Releases that were last in force before this day.")
def prune(kind: str | None, release: str | None, before: dt.date | None) -> None:
    """Take out releases of the table KIND (or of all): by name, or all that ended before a day.

    \b
    Exit codes: 0 done, 2 could not run.
    """
    folder = settings_or_exit(require_broker=False).code_tables_dir
    try:
        gone = prune_releases(folder, kind=kind, release=release, before=before)
    except TableError as wrong:
        end_with(COULD_NOT_RUN, str(wrong))
    for entry in gone:
        click.echo(f"taken out: {entry.kind} {entry.release}")
    if not gone:
        click.echo("nothing to take out")


def _difference_form(found: Difference) -> dict[str, Any]:
    return {"change": found.change, "code": found.code, "old": list(found.old), "new": list(found.new)}


def _difference_line(found: Difference) -> str:
    def words(facts: tuple[tuple[Any, ...], ...]) -> str:
        return "; ".join(" ".join("–" if part is None else str(part) for part in fact) for fact in facts)

    said = {
        "added": words(found.new),
        "removed": words(found.old),
        "changed": f"{words(found.old)} → {words(found.new)}",
    }[found.change]
    return f"{_SIGNS[found.change]} {found.code}  {said}".rstrip()

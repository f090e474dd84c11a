"""`claims-worker codes load|layout|diff|prune`: load, compare and remove releases of code tables."""

import datetime as dt
import json
from itertools import islice
from pathlib import Path
from typing import Final, Literal

import click

from rules.tables.diff_releases import diff_releases, gaps_between
from rules.tables.error import BadRows, TableError
from rules.tables.manifest import manifest_form
from rules.tables.prune_releases import prune_releases
from rules.tables.store import LOADABLE, TABLE_KINDS
from workers.cli.format_option import FORMAT
from workers.cli.progress_line import busy_line
from workers.cli.settings_or_exit import COULD_NOT_RUN, end_with, settings_or_exit
from workers.cli.show_replacement import MARKS, difference_form, difference_line, replacement_form, replacement_lines

_BUNDLE: Final = "bundle"
_SHOWN: Final = 50


def _day(_: click.Context, option: click.Parameter, text: str | None) -> dt.date | None:
    try:
        return None if text is None else dt.date.fromisoformat(text)
    except ValueError:
        end_with(COULD_NOT_RUN, f"{option.opts[0]}: must be a date such as 2026-10-01 (got {text!r})")


def _named(_: click.Context, option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    named: dict[str, str] = {}
    for each in given:
        name, equals, told = (part.strip() for part in each.partition("="))
        if not name or not equals or not told or name in named:
            end_with(COULD_NOT_RUN, f"{option.opts[0]}: must be {option.metavar}, each column once (got {each!r})")
        named[name] = told
    return named


@click.command("load", short_help="Load a release of a code table from official files.")
@click.argument("kind", metavar="KIND", type=click.Choice((*LOADABLE, _BUNDLE)))
@click.argument("files", metavar="FILES", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--release", metavar="NAME", help="Release name (2026 Q3), if the files do not give it.")
@click.option("--from", "first", metavar="DATE", callback=_day, help="First date of service that the release covers.")
@click.option("--through", "last", metavar="DATE", callback=_day, help="Last date of service that the release covers.")
@click.option(
    "--column",
    "headings",
    metavar="COLUMN=HEADING",
    multiple=True,
    callback=_named,
    help="Map a heading in your file to one of our columns (repeatable).",
)
@click.option(
    "--word",
    "words",
    metavar="COLUMN=WORD[,WORD]",
    multiple=True,
    callback=_named,
    help="Set a column to a constant; with several FILES, one value per file (repeatable).",
)
@click.option(
    "--i-hold-a-license",
    "--i-hold-a-licence",
    "holds_licence",
    is_flag=True,
    help="Keep licensed descriptions (AMA, ADA, AHA); recorded in the manifest.",
)
@click.option("--allow-incomplete", is_flag=True, help="Load a list even if it has far fewer rows than a full release.")
@click.option(
    "--accept-license", "accept", metavar="NAME", multiple=True, help="For a bundle: accept a license here too."
)
@click.option("--as", "organization", metavar="ORGANIZATION", help="For a bundle: who accepts the license.")
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
    allow_incomplete: bool,
    accept: tuple[str, ...],
    organization: str | None,
    form: Literal["text", "json"],
) -> None:
    """Load one release of code table KIND from its official FILES, including zip files as downloaded.

    KIND is a table name from `codes status`; `codes layout KIND` describes its files. If a row cannot be parsed,
    nothing is loaded and the first invalid rows are listed. A running worker picks up the new release by itself. With
    `bundle` as KIND, every release in a FILE written by `codes bundle` is loaded.

    \b
    Exit codes:
      0  loaded
      1  files rejected
      2  invalid argument or setting, a missing file, or a folder not writable
      3  for a bundle: a license must be accepted here too
    """
    absent = [f"{file}: No such file or directory" for file in files if not file.exists()]
    if absent:
        end_with(COULD_NOT_RUN, *absent)
    if kind == _BUNDLE:
        from workers.cli.bundle_codes import load_bundle_file  # it needs the modules that download

        if len(files) != 1:
            end_with(COULD_NOT_RUN, f"bundle: give one file (got {len(files)})")
        load_bundle_file(files[0], accept, organization)
    from rules.tables.loaders.load_table import MOST_WRONG_ROWS, load_table  # no other command needs the loaders

    folder = settings_or_exit(require_broker=False).code_tables_dir
    try:
        with busy_line(f"loading {kind}"):
            manifest = load_table(
                kind,
                files,
                folder=folder,
                release=release,
                holds_licence=holds_licence,
                in_force_from=first,
                in_force_through=last,
                headings=headings,
                allow_incomplete=allow_incomplete,
                words={column: tuple(each.strip() for each in said.split(",")) for column, said in words.items()},
            )
    except BadRows as wrong:
        full = len(wrong.rows) == MOST_WRONG_ROWS
        end_with(1, *map(str, wrong.rows), *(["there may be more wrong rows"] if full else []))
    except TableError as wrong:
        end_with(COULD_NOT_RUN if wrong.source == str(folder) else 1, str(wrong))
    if form == "json":
        click.echo(json.dumps({**manifest_form(manifest), "replaced": replacement_form(folder, manifest)}, indent=2))
        return
    through = "no end date" if manifest.in_force_through == dt.date.max else manifest.in_force_through
    read, kept = manifest.rows_read, manifest.rows_kept
    rows = f"{kept:,} of {read:,} rows kept" if kept <= read else f"{read:,} rows read, {kept:,} with earlier releases"
    click.echo(f"{kind} {manifest.release}: {rows}, in force {manifest.in_force_from} … {through}")
    for line in (*manifest.notes, *replacement_lines(folder, manifest)):
        click.echo(f"  {line}")


@click.command("layout", short_help="Describe the files that codes load accepts.")
@click.argument("kind", metavar="KIND", type=click.Choice(LOADABLE))
def layout(kind: str) -> None:
    """Describe the files of code table KIND and which of their rows are kept."""
    click.echo(TABLE_KINDS[kind].described())


@click.command("diff", short_help="Compare two releases of a code table.")
@click.argument("kind", metavar="KIND", type=click.Choice(LOADABLE))
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--all", "everything", is_flag=True, help=f"Show all differences, not only the first {_SHOWN}.")
@FORMAT
def diff(kind: str, old: str, new: str, everything: bool, form: Literal["text", "json"]) -> None:
    """List the codes that release NEW of code table KIND adds, removes or changes, compared with release OLD.

    '2026 Q4@before' names the release that a later load of 2026 Q4 replaced.

    \b
    Exit codes:
      0  no differences
      1  differences found
      2  invalid argument or setting
    """
    folder = settings_or_exit(require_broker=False).code_tables_dir
    counts = dict.fromkeys(MARKS, 0)
    try:
        differences = diff_releases(folder, kind, old, new)
        for found in islice(differences, None if everything else _SHOWN):
            counts[found.change] += 1
            click.echo(json.dumps(difference_form(found)) if form == "json" else difference_line(found))
        for found in differences:
            counts[found.change] += 1
        gaps = gaps_between(folder, kind, old, new)
    except TableError as wrong:
        end_with(COULD_NOT_RUN, str(wrong))
    more = sum(counts.values()) - _SHOWN
    if form == "text":
        if more > 0 and not everything:
            click.echo(f"… and {more:,} more (--all)")
        click.echo(", ".join(f"{count:,} {change}" for change, count in counts.items()))
    for first_day, last_day in gaps:
        click.echo(f"no release covers {first_day} … {last_day}", err=True)
    if any(counts.values()):
        raise SystemExit(1)


@click.command("prune", short_help="Remove old releases of code tables.")
@click.argument("kind", metavar="[KIND]", required=False, type=click.Choice(LOADABLE))
@click.option("--release", metavar="NAME", help="Remove the release with this name.")
@click.option("--before", metavar="DATE", callback=_day, help="Remove releases that ended before this date.")
@click.option("--dry-run", is_flag=True, help="List what would be removed; remove nothing.")
def prune(kind: str | None, release: str | None, before: dt.date | None, *, dry_run: bool) -> None:
    """Remove releases of code table KIND, or of all tables, by name or by end date.

    A release that was replaced is named RELEASE@before.

    \b
    Exit codes:
      0  done
      2  invalid argument or setting
    """
    folder = settings_or_exit(require_broker=False).code_tables_dir
    try:
        gone = prune_releases(folder, kind=kind, release=release, before=before, dry_run=dry_run)
    except TableError as wrong:
        end_with(COULD_NOT_RUN, str(wrong))
    for entry in gone:
        click.echo(f"{'would remove' if dry_run else 'removed'} {entry.kind} {entry.release}")
    if not gone:
        click.echo("nothing to remove")

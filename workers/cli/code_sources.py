"""`claims-worker codes sources|licenses`: where code tables come from, and which licenses were accepted."""

from pathlib import Path

import click
from rich.table import Table

from rules.tables.source_state import FOLDER, read_state
from workers.cli.settings_or_exit import COULD_NOT_RUN, end_with, settings_or_exit
from workers.cli.show_outcome import make_console
from workers.fetch.licenses import Licenses
from workers.fetch.read_sources import SourceError, read_sources
from workers.fetch.source import Source
from workers.settings.settings import Settings


@click.command("sources", short_help="List where code tables are fetched from.")
@click.argument("kind", metavar="[KIND]", required=False)
def sources(kind: str | None) -> None:
    """List the sources of code tables: address, schedule, license and last check of each.

    \b
    Exit codes:
      0  listed
      2  invalid argument or setting
    """
    settings = settings_or_exit(require_broker=False)
    states = read_state(settings.code_tables_dir)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("source", "tables", "changes", "license", "checked", "result", "address"):
        table.add_column(heading, no_wrap=heading in ("source", "checked"))
    for source in open_sources(settings, () if kind is None else (kind,)):
        if kind is not None and kind != source.id and kind not in source.kinds:
            continue
        state = states.get(source.id)
        table.add_row(
            source.id,
            " ".join(source.kinds),
            source.rhythm.every,
            " ".join(source.licenses) or "–",
            "never" if state is None else f"{state.checked_at:%Y-%m-%d}",
            "–" if state is None else state.result,
            source.discover.address or source.discover.why,
        )
    make_console().print(table)


@click.command("licenses", short_help="List accepted licenses, or withdraw one.")
@click.option("--revoke", metavar="NAME", help="Withdraw the acceptance of a license.")
def licenses(revoke: str | None) -> None:
    """List the licenses of publishers and who accepted them.

    `codes fetch --accept-license NAME --as ORGANIZATION` accepts one. Tables that were loaded under a license stay
    loaded if its acceptance is withdrawn; `codes prune` removes them.

    \b
    Exit codes:
      0  listed or withdrawn
      1  not accepted, so there is nothing to withdraw
      2  invalid argument or setting
    """
    held = open_licenses(settings_or_exit(require_broker=False).code_tables_dir)
    if revoke is not None:
        if revoke not in held.known:
            end_with(COULD_NOT_RUN, f"--revoke: no license {revoke!r}; known: {', '.join(sorted(held.known))}")
        if not held.revoke(revoke):
            end_with(1, f"{revoke} is not accepted")
        click.echo(f"{revoke} is withdrawn")
        return
    for name, license_ in sorted(held.known.items()):
        accepted = held.accepted.get(name)
        said = "not accepted" if accepted is None else f"{accepted.accepted_by}, {accepted.accepted_at:%Y-%m-%d}"
        click.echo(f"{name:<8} {said}\n         {license_.title}\n         {license_.address}")


def open_sources(settings: Settings, named: tuple[str, ...], option: str = "KIND") -> tuple[Source, ...]:
    """All sources; prints one line and exits with code 2 if a file of them is wrong or a name is unknown."""
    try:
        found = read_sources(settings.fetch_sources_dir)
    except SourceError as wrong:
        end_with(COULD_NOT_RUN, str(wrong))
    known = sorted({name for source in found for name in (source.id, *source.kinds)})
    for name in named:
        if name not in known:
            end_with(COULD_NOT_RUN, f"{option}: no source of {name!r}; known: {', '.join(known)}")
    return found


def open_licenses(tables: Path) -> Licenses:
    """The recorded acceptances; prints one line and exits with code 2 if the record is damaged."""
    try:
        return Licenses(tables / FOLDER)
    except ValueError as wrong:
        end_with(COULD_NOT_RUN, str(wrong))

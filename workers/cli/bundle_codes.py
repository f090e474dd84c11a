"""`claims-worker codes bundle` and `codes load bundle`: bring downloaded code tables to a site without internet."""

import datetime as dt
import shutil
import sys
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

import click

from rules.tables.error import TableError
from rules.tables.source_state import FOLDER
from workers.cli.code_sources import open_licenses, open_sources
from workers.cli.settings_or_exit import COULD_NOT_RUN, end_with, settings_or_exit
from workers.fetch.bundle import BundleError, licenses_in, load_bundle, unpack_bundle, write_bundle
from workers.fetch.licenses import Licenses
from workers.fetch.run_fetch import Busy, one_run
from workers.settings.settings import Settings


@click.command("bundle", short_help="Write downloaded files to one file.")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--only", metavar="KIND", multiple=True, help="Only this table or source (repeatable).")
def bundle(file: Path, only: tuple[str, ...]) -> None:
    """Write the files that codes fetch downloaded to one tar FILE.

    `codes load bundle FILE` loads it at a site without internet.

    \b
    Exit codes:
      0  written
      1  no files were downloaded
      2  invalid argument or setting, or a file cannot be read or written
    """
    settings = settings_or_exit(require_broker=False)
    chosen = [
        source
        for source in open_sources(settings, only, "--only")
        if not only or {source.id, *source.kinds}.intersection(only)
    ]
    try:
        with one_run(settings.code_tables_dir):
            releases = write_bundle(file, settings.code_tables_dir, chosen, version("claims-worker"))
    except (BundleError, Busy) as wrong:
        end_with(1, str(wrong))
    except OSError as wrong:
        end_with(COULD_NOT_RUN, f"{wrong.filename or file}: {wrong.strerror or wrong}")
    click.echo(f"{file}: {releases} releases, {file.stat().st_size:,} bytes")


def load_bundle_file(file: Path, accept: tuple[str, ...], organization: str | None) -> NoReturn:
    """Load a bundle, one line for each release, and exit."""
    settings = settings_or_exit(require_broker=False)
    tables = settings.code_tables_dir
    sources = {source.id: source for source in open_sources(settings, ())}
    licenses = open_licenses(tables)
    unpacked = tables / FOLDER / "incoming" / "bundle"
    reports = []
    try:
        with one_run(tables):
            shutil.rmtree(unpacked, ignore_errors=True)
            unpack_bundle(file, unpacked)
            _accept(settings, licenses, unpacked, accept, organization)
            for report in load_bundle(unpacked, tables, sources, licenses, dt.datetime.now(dt.UTC)):
                reports.append(report)
                click.echo(f"{report.source:<22} {report.result:<16} {report.message}")
            shutil.rmtree(unpacked, ignore_errors=True)
    except (BundleError, Busy, TableError) as wrong:
        end_with(1, str(wrong))
    except OSError as wrong:
        end_with(COULD_NOT_RUN, f"{tables}: cannot be written to: {wrong.strerror or wrong}")
    failed = any(report.result == "failed check" for report in reports)
    sys.exit(1 if failed else 3 if any(report.result == "license needed" for report in reports) else 0)


def _accept(
    settings: Settings, licenses: Licenses, unpacked: Path, accept: tuple[str, ...], organization: str | None
) -> None:
    """Accept here what was accepted where the bundle was made: the license is of the text that was read there."""
    theirs = licenses_in(unpacked)
    given: dict[str, str | None] = dict.fromkeys(accept, organization)
    for each in settings.accepted_licenses:
        name, _, by = each.partition("=")
        given.setdefault(name, by)
    for name, acceptance in theirs.items():
        if name in licenses.accepted:
            continue
        click.echo(f"license {name} was accepted by {acceptance.accepted_by} on {acceptance.accepted_at:%Y-%m-%d}")
        if name not in given and sys.stdin.isatty():
            asked = f"Type the name of the organization that accepts {name} here (empty: not now)"
            given[name] = str(click.prompt(asked, default="", show_default=False)) or None
        if name in accept and organization is None:
            end_with(COULD_NOT_RUN, f"--accept-license {name}: say who accepts it, as in --as 'Example Clinic'")
        accepted_by = given.get(name)
        if accepted_by is not None:
            licenses.take(replace(acceptance, accepted_by=accepted_by, accepted_at=dt.datetime.now(dt.UTC)))

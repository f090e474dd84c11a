"""`claims-worker codes fetch`: find, download, check and load the newest official releases."""

import datetime as dt
import json
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, Literal

import click

from rules.tables.error import TableError
from rules.tables.manifest import manifest_form
from workers.cli.code_sources import open_licenses, open_sources
from workers.cli.format_option import FORMAT
from workers.cli.settings_or_exit import COULD_NOT_RUN, end_with, settings_or_exit
from workers.cli.show_replacement import replacement_form, replacement_lines
from workers.fetch.download import Budget
from workers.fetch.failed import FetchFailed
from workers.fetch.fetch_source import Report
from workers.fetch.licenses import Licenses
from workers.fetch.obtain import Order
from workers.fetch.room import lacks_room
from workers.fetch.run_fetch import Busy, exit_code, one_run, run_fetch
from workers.fetch.site import Site, open_client
from workers.fetch.source import Source
from workers.settings.fetch_addresses import check_mirror
from workers.settings.settings import Settings

_GIB: Final = 1 << 30


@click.command("fetch", short_help="Download and load official code tables.")
@click.option("--only", metavar="KIND", multiple=True, help="Fetch only this table or source (repeatable).")
@click.option("--dry-run", is_flag=True, help="Look for newer releases; download and load nothing.")
@click.option("--exit-code", "newer_code", is_flag=True, help="With --dry-run, exit with 10 if a release is newer.")
@click.option("--accept-license", "accept", metavar="NAME", multiple=True, help="Accept a publisher's license.")
@click.option("--as", "organization", metavar="ORGANIZATION", help="Who accepts the license.")
@click.option("--download-only", metavar="DIR", type=click.Path(path_type=Path), help="Copy checked files to a folder.")
@click.option(
    "--from-dir",
    metavar="DIR",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Take downloaded files from a folder instead of the network.",
)
@click.option("--mirror", metavar="URL", help="Use this server instead of the publishers' hosts.")
@click.option("--release", metavar="NAME", help="Fetch this release; needs --only.")
@click.option("--force", is_flag=True, help="Download and load again, and accept fewer rows than expected.")
@click.option(
    "--max-bytes", metavar="N", type=click.IntRange(1), default=_GIB, help="Maximum bytes to download (default 1 GiB)."
)
@FORMAT
def fetch(
    only: tuple[str, ...],
    dry_run: bool,
    newer_code: bool,
    accept: tuple[str, ...],
    organization: str | None,
    download_only: Path | None,
    from_dir: Path | None,
    mirror: str | None,
    release: str | None,
    force: bool,
    max_bytes: int,
    form: Literal["text", "json"],
) -> None:
    """Fetch the newest release of each code table from its publisher, check it and load it.

    Every source is reported in one line. If a source fails, its table is unchanged and the others continue.

    \b
    Exit codes:
      0   every source is up to date or was loaded
      1   a source failed: page changed, site refused, or a check failed
      2   invalid argument or setting, or a folder that cannot be written
      3   a license must be accepted for a table that is required or named
      4   no source could be reached
      10  with --dry-run --exit-code: a newer release exists
    """
    settings = settings_or_exit(require_broker=False)
    sources = open_sources(settings, only, "--only")
    if release is not None and not only:
        end_with(COULD_NOT_RUN, "--release: needs --only, because each table has its own releases")
    site = _open_site(settings, mirror)
    licenses = open_licenses(settings.code_tables_dir)
    order = Order(
        tables=settings.code_tables_dir,
        now=dt.datetime.now(dt.UTC),
        dry_run=dry_run,
        force=force,
        release=release,
        from_dir=from_dir,
        download_only=download_only,
    )
    reports: list[Report] = []
    try:
        if not dry_run and (lacking := lacks_room(order.tables)) is not None:
            end_with(1, f"nothing is fetched: {lacking}")
        with one_run(order.tables):
            _accept_licenses(settings, sources, licenses, site, only, accept, organization, dry_run or form == "json")
            began = time.monotonic()
            for report in run_fetch(
                sources, order, site, licenses, Budget(max_bytes), only=only, keep_days=settings.fetch_keep_days
            ):
                reports.append(report)
                if form == "text":
                    _print(report, order.tables)
    except Busy as busy:
        end_with(1, str(busy))
    except TableError as wrong:
        end_with(1, str(wrong))
    except OSError as wrong:
        end_with(COULD_NOT_RUN, f"{settings.code_tables_dir}: cannot be written to: {wrong.strerror or wrong}")
    if form == "json":
        click.echo(json.dumps([_report_form(report, order.tables) for report in reports], ensure_ascii=False, indent=2))
    else:
        loaded = sum(len(report.loaded) for report in reports)
        size = sum(report.bytes for report in reports)
        click.echo(f"{loaded} tables loaded, {size:,} bytes downloaded, {time.monotonic() - began:.1f} s")
    sys.exit(exit_code(reports, named={*only, *settings.required_tables}, newer=dry_run and newer_code))


def _open_site(settings: Settings, mirror: str | None) -> Site:
    contact = f"; {settings.fetch_contact}" if settings.fetch_contact else ""
    proxy = settings.fetch_proxy
    try:
        client = open_client(
            name=f"claims-worker/{version('claims-worker')} (code table fetch{contact})",
            ca=settings.fetch_ca,
            proxy=None if proxy is None else proxy.get_secret_value(),
        )
        return Site(client, mirror=settings.fetch_mirror if mirror is None else check_mirror(mirror))
    except OSError as wrong:
        end_with(COULD_NOT_RUN, f"CLAIMS_FETCH_CA: cannot be used: {wrong.strerror or wrong}")
    except ValueError as wrong:
        end_with(COULD_NOT_RUN, f"--mirror: {wrong}")


def _accept_licenses(
    settings: Settings,
    sources: Sequence[Source],
    licenses: Licenses,
    site: Site,
    only: Sequence[str],
    accept: Sequence[str],
    organization: str | None,
    silent: bool,
) -> None:
    given: dict[str, str | None] = dict.fromkeys(accept, organization)
    for each in settings.accepted_licenses:
        name, _, by = each.partition("=")
        if name not in licenses.accepted:  # a text that has changed is accepted by command, not by a standing setting
            given.setdefault(name, by)
    asked = [each for each in sources if not only or {each.id, *each.kinds}.intersection(only)]
    if not silent and sys.stdin.isatty() and sys.stderr.isatty():
        for name in sorted(
            {name for each in asked for name in each.licenses} - licenses.accepted.keys() - given.keys()
        ):
            if typed := _ask(licenses, name):
                given[name] = typed
    for name, accepted_by in given.items():
        if name not in licenses.known:
            end_with(COULD_NOT_RUN, f"no license {name!r}; known: {', '.join(sorted(licenses.known))}")
        if accepted_by is None or not accepted_by.strip():
            end_with(COULD_NOT_RUN, f"--accept-license {name}: say who accepts it, as in --as 'Example Clinic'")
        record_acceptance(licenses, name, accepted_by.strip(), site)


def record_acceptance(licenses: Licenses, name: str, by: str, site: Site) -> None:
    """Record an acceptance of the text that the publisher shows now; say so, or why it is not recorded."""
    try:
        licenses.accept(name, by, site=site, now=dt.datetime.now(dt.UTC), version=version("claims-worker"))
    except FetchFailed as failed:
        click.echo(f"license {name} is not accepted: its text cannot be read: {failed.message}", err=True)
        return
    click.echo(f"license {name} accepted by {by}", err=True)


def _ask(licenses: Licenses, name: str) -> str:
    license_ = licenses.known[name]
    click.echo(f"\n{license_.title}\n{license_.address}", err=True)
    for sentence in license_.sentences:
        click.echo(f"  {sentence}", err=True)
    asked = "Type the name of the organization that accepts this license (empty: not now)"
    return str(click.prompt(asked, default="", show_default=False, err=True)).strip()


def _print(report: Report, tables: Path) -> None:
    click.echo(f"{report.source:<22} {report.result:<16} {report.message}")
    replaced = (line for manifest in report.loaded for line in replacement_lines(tables, manifest))
    for detail in (*report.details, *replaced):
        click.echo(f"{'':<22} {detail}")


def _report_form(report: Report, tables: Path) -> dict[str, Any]:
    found = report.found
    return {
        "source": report.source,
        "tables": list(report.kinds),
        "result": report.result,
        "message": report.message,
        "details": list(report.details),
        "found": None
        if found is None or found.label is None
        else {"release": found.label, "from": None if found.first is None else found.first.isoformat()},
        "loaded": [
            {**manifest_form(manifest), "replaced": replacement_form(tables, manifest)} for manifest in report.loaded
        ],
        "bytes": report.bytes,
    }

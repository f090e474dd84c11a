"""Runs all sources one after another; a failed one never stops the others. Two runs at once wait for each other."""

import fcntl
import os
import shutil
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from rules.tables.prune_releases import prune_releases, replaced_before
from rules.tables.source_state import FOLDER, SourceState, read_state, write_state
from schemas.small_file import read_small_file
from workers.fetch.download import Budget
from workers.fetch.fetch_source import Report, fetch_source
from workers.fetch.licenses import Licenses
from workers.fetch.load_originals import is_shipped
from workers.fetch.obtain import Order
from workers.fetch.originals import held_originals, old_originals, remove_leftovers
from workers.fetch.site import Site
from workers.fetch.source import Source

_WAIT: Final = 60.0
_FINE: Final = ("loaded", "unchanged")
_FAILED: Final = ("page changed", "refused by site", "failed check", "network")
# A timer that starts an hour earlier than the day before must not find everything "not due".
_SLACK: Final = timedelta(hours=6)


class Busy(Exception):
    """Another run holds the folder; the message says which."""


def run_fetch(
    sources: Iterable[Source],
    order: Order,
    site: Site,
    licenses: Licenses,
    budget: Budget,
    *,
    only: Collection[str] = (),
    keep_days: int = 400,
) -> Iterator[Report]:
    """Bring code tables up to date, and report each source when it is done.

    Args:
        sources: all sources.
        order: what to do.
        site: the publishers' sites.
        licenses: which licenses are accepted.
        budget: how much may be downloaded.
        only: sources or tables; empty: all.
        keep_days: for how many days originals and replaced releases are kept.

    Raises:
        OSError: the folder of code tables cannot be written.
        TableError: its index is damaged.
    """
    states = read_state(order.tables)
    for source in sources:
        if only and source.id not in only and not set(source.kinds).intersection(only):
            continue
        before = states.get(source.id)
        if not source.downloaded:
            yield Report(source=source.id, kinds=source.kinds, result="not fetched", message=source.discover.why)
            continue
        ask = only or order.force or order.dry_run or order.from_dir is not None
        if not ask and before is not None and _not_due(source, before, order.now):
            said = f"{before.message}; asked {before.checked_at:%Y-%m-%d %H:%M} UTC, --force asks again"
            yield Report(source=source.id, kinds=source.kinds, result="not due", message=said)
            continue
        report = fetch_source(source, order, site, licenses, budget)
        if order.from_dir is None and not order.dry_run:
            states[source.id] = _state(source, report, before, order)
            write_state(order.tables, states)
        yield report
    yield from _remove_old(order, keep_days)


def exit_code(reports: Iterable[Report], *, named: Collection[str], newer: bool = False) -> int:
    """What the command exits with.

    Args:
        reports: what became of the sources.
        named: the sources and tables named by `--only` or `CLAIMS_REQUIRED_TABLES`.
        newer: whether a dry run that finds a newer release exits with 10.
    """
    asked = [each for each in reports if each.result not in ("not due", "not fetched", "removed")]
    failed = [each for each in asked if each.result in _FAILED]
    if failed:
        return 4 if all(each.result == "network" for each in asked) else 1
    if any(each.result == "license changed" for each in asked):
        return 3
    if any(each.result == "license needed" and {each.source, *each.kinds}.intersection(named) for each in asked):
        return 3
    return 10 if newer and any(each.result == "newer" for each in asked) else 0


def _remove_old(order: Order, keep_days: int) -> Iterator[Report]:
    """Remove originals, replaced releases and leftovers that were kept long enough; a dry run only names them."""
    done = "would be removed" if order.dry_run else "removed"
    before = order.now - timedelta(days=keep_days)
    for originals, folder in old_originals(order.tables, before):
        if not order.dry_run:
            shutil.rmtree(folder, ignore_errors=True)
        said = f"downloaded files of {originals.release}, older than {keep_days} days, {done}"
        yield Report(source=originals.source, kinds=(), result="removed", message=said)
    for entry in replaced_before(order.tables, before):
        prune_releases(order.tables, kind=entry.kind, release=entry.release, dry_run=order.dry_run)
        said = f"{entry.release}, replaced more than {keep_days} days ago, {done}"
        yield Report(source=entry.kind, kinds=(entry.kind,), result="removed", message=said)
    if not order.dry_run:
        remove_leftovers(order.tables, before)


@contextmanager
def one_run(tables: Path, sleep: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """Hold the folder for one run; wait up to a minute for another one.

    Raises:
        Busy: the other one still runs.
    """
    path = tables / FOLDER / ".lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        waited = 0.0
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if waited >= _WAIT:
                    holder = read_small_file(path).decode(errors="replace").strip() or "another run"
                    raise Busy(f"{path}: held by {holder}; wait until it has ended") from None
                sleep(1.0)
                waited += 1
        file.truncate(0)
        file.write(f"process {os.getpid()} since {datetime.now().astimezone():%Y-%m-%d %H:%M}".encode())
        file.flush()
        yield
        file.truncate(0)


def _not_due(source: Source, state: SourceState, now: datetime) -> bool:
    due = state.checked_at + timedelta(days=source.rhythm.check_days) - _SLACK
    return state.result in _FINE and state.checked_at <= now < due


def _state(source: Source, report: Report, before: SourceState | None, order: Order) -> SourceState:
    same = before is not None and before.result == report.result
    found = report.found
    waiting = found is not None and not all(is_shipped(kind, found.first, found.last) for kind in source.kinds)
    if waiting and report.result in _FINE:
        held = {originals.release for originals, _ in held_originals(order.tables, source.id)}
        waiting = found is not None and found.label not in held
    return SourceState(
        checked_at=order.now,
        answered_at=before.answered_at if before is not None and report.result in _FAILED else order.now,
        result=report.result,
        since=before.since if same and before is not None else order.now,
        message=report.message,
        kinds=report.kinds,
        found=None if found is None else found.label,
        found_from=None if found is None else found.first,
        waiting=waiting,
    )

"""Removes releases that are no longer needed: first from the index, then their files."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from rules.tables.error import TableError
from rules.tables.folder_index import BEFORE, IndexEntry, locked, read_index, read_replaced, remove_unnamed, write_index
from rules.tables.manifest import Manifest
from rules.tables.store import TABLE_KINDS


def prune_releases(
    folder: Path,
    *,
    kind: str | None = None,
    release: str | None = None,
    before: date | None = None,
    dry_run: bool = False,
) -> tuple[IndexEntry, ...]:
    """Remove the releases that meet all conditions, and the files of unfinished loads.

    A release that was replaced goes with the one that replaced it, or alone by its name, such as `2026 Q4@before`. A
    worker keeps using a release that it has open until it reloads the folder.

    Args:
        folder: the folder of loaded tables.
        kind: only releases of this table.
        release: only releases of this name.
        before: only releases whose last day is before this date.
        dry_run: whether to remove nothing.

    Returns:
        The removed releases, or those that would be removed.

    Raises:
        TableError: no condition was given, no such release is loaded, or a file is damaged whose dates are needed (a
            named release is removed even if its file is damaged).
    """
    if release is None and before is None:
        raise TableError(folder, "name a release, or give the date before which releases must have ended")
    try:
        return _prune(folder, kind, release, before, dry_run)
    except OSError as error:
        raise TableError(folder, f"cannot be written to: {error.strerror or error}") from error


def replaced_before(folder: Path, moment: datetime) -> tuple[IndexEntry, ...]:
    """The replaced releases whose successors were loaded before a moment, under their names for `prune_releases`.

    Raises:
        TableError: the index or the file of a successor is damaged.
    """
    loaded = {(entry.kind, entry.release): entry for entry in read_index(folder)}
    return tuple(
        replace(old, release=f"{old.release}{BEFORE}")
        for old in read_replaced(folder)
        if (successor := loaded.get((old.kind, old.release))) is not None
        and _manifest(folder, successor).loaded_at < moment
    )


def _prune(
    folder: Path, kind: str | None, release: str | None, before: date | None, dry_run: bool
) -> tuple[IndexEntry, ...]:
    with locked(folder):
        entries, replaced = read_index(folder), read_replaced(folder)

        def goes(entry: IndexEntry, *names: str) -> bool:
            named = kind in (None, entry.kind) and release in (None, *names)
            return named and (before is None or _manifest(folder, entry).in_force_through < before)

        kept = tuple(entry for entry in entries if not goes(entry, entry.release))
        still = tuple(e for e in replaced if not goes(e, e.release, f"{e.release}{BEFORE}"))
        gone = (
            *(entry for entry in entries if entry not in kept),
            *(replace(entry, release=f"{entry.release}{BEFORE}") for entry in replaced if entry not in still),
        )
        if release is not None and not gone and before is None:
            raise TableError(kind or folder, f"release {release!r} is not loaded")
        if dry_run:
            return gone
        if gone:
            write_index(folder, kept, still)
        remove_unnamed(folder, (*kept, *still))
    return gone


def _manifest(folder: Path, entry: IndexEntry) -> Manifest:
    return TABLE_KINDS[entry.kind].open_release(folder / entry.file).manifest

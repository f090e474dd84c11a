"""Old releases are taken out when no claim of their dates can come any more; the index goes first, then the files."""

from datetime import date
from pathlib import Path

from rules.tables.error import TableError
from rules.tables.folder_index import IndexEntry, locked, read_index, write_index
from rules.tables.store import TABLE_KINDS


def prune_releases(
    folder: Path, *, kind: str | None = None, release: str | None = None, before: date | None = None
) -> tuple[IndexEntry, ...]:
    """Take out the releases that all of the conditions hold for, and remove what no load finished.

    A worker that has a release open goes on with it until it looks at the folder again.

    Args:
        folder: where loaded tables are kept.
        kind: only those of this table.
        release: only those of this name.
        before: only those that were in force for the last time before this day.

    Returns:
        What was taken out.

    Raises:
        TableError: no condition was given, nothing is loaded under that name, or a file whose dates are needed is
            damaged (one that is named goes, whatever its state).
    """
    if release is None and before is None:
        raise TableError(folder, "say which releases are to go: by name, or by the day before which they ended")
    with locked(folder):
        entries = read_index(folder)
        gone = [
            entry
            for entry in entries
            if kind in (None, entry.kind)
            and release in (None, entry.release)
            and (before is None or _last_day(folder, entry) < before)
        ]
        if release is not None and not gone and before is None:
            raise TableError(kind or folder, f"release {release!r} is not loaded")
        if gone:
            write_index(folder, tuple(entry for entry in entries if entry not in gone))
        _remove_unnamed(folder, {entry.file for entry in entries if entry not in gone})
    return tuple(gone)


def _last_day(folder: Path, entry: IndexEntry) -> date:
    return TABLE_KINDS[entry.kind].open_release(folder / entry.file).manifest.in_force_through


def _remove_unnamed(folder: Path, named: set[str]) -> None:
    for path in (*folder.glob("*/*.table"), *folder.glob("*/.*.part"), *folder.glob(".*.part")):
        if path.relative_to(folder).as_posix() not in named:
            path.unlink(missing_ok=True)

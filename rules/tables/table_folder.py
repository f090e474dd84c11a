"""The tables of a folder, reloaded by a worker between two batches when the folder has changed."""

from pathlib import Path

from rules.tables.error import TableError
from rules.tables.folder_index import INDEX, IndexEntry, find_release, read_index
from rules.tables.kind import OpenTable
from rules.tables.released_table import LoadedRelease
from rules.tables.store import LOADABLE, TABLE_KINDS, Tables, open_shipped

# A release can be pruned after the index was read and before its file is opened; the index has then changed.
_TRIES = 3


class TableFolder:
    """The shipped tables and those that a user has loaded into a folder.

    Each call of `current` costs one `stat` of the index, a few microseconds. Open releases stay open: only new ones are
    read. The set of tables is replaced as a whole, once every file that the index names is open and verified. A damaged
    file leaves the set unchanged, and `problem` says why; on start, it stops startup.
    """

    def __init__(self, folder: Path | None) -> None:
        """Open everything.

        Raises:
            TableError: a file is missing, truncated or corrupt.
        """
        self._folder = folder
        self._shipped = open_shipped()
        self._opened: dict[IndexEntry, LoadedRelease] = {}
        self._seen = self._look()
        self._tables = self._open()
        self.problem: str | None = None
        """Why the folder could not be reloaded, in one sentence; None if its newest state is in use."""

    def current(self) -> Tables:
        """The tables to use now; the same value until the folder changes."""
        if self._folder is not None:
            seen = self._look()
            if seen != self._seen:
                self._seen = seen
                try:
                    self._tables = self._open()
                    self.problem = None
                except TableError as error:
                    self.problem = f"{error}; the tables stay unchanged"
        return self._tables

    def _look(self) -> tuple[int, int, int] | None:
        """A value that changes whenever the index is replaced."""
        if self._folder is None:
            return None
        try:
            found = (self._folder / INDEX).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size

    def _open(self) -> Tables:
        """The set that the index names; every new file was verified."""
        if self._folder is None:
            return self._shipped
        entries = read_index(self._folder)
        for tries_left in range(_TRIES - 1, -1, -1):
            try:
                opened = {entry: self._opened.get(entry) or _open_entry(self._folder, entry) for entry in entries}
                break
            except TableError:
                again = read_index(self._folder)
                if again == entries or not tries_left:
                    raise
                entries = again
        tables = _beside(self._shipped, opened)
        self._opened = opened
        return tables


def open_tables(user_dir: Path | None) -> Tables:
    """The shipped tables, and those that a user has loaded into a folder.

    Raises:
        TableError: a file is missing, truncated or corrupt.
    """
    return TableFolder(user_dir).current()


def open_tables_with(folder: Path, kind: str, name: str) -> Tables:
    """The tables of a folder as `open_tables` gives them, but with a release that another one replaced in its place.

    Args:
        folder: the folder of loaded tables.
        kind: the name of the table.
        name: the name of the release, such as `2026 Q4@before`.

    Raises:
        TableError: no such release was kept, or a file is missing, truncated or corrupt.
    """
    old = find_release(folder, kind, name)
    entries = [entry for entry in read_index(folder) if (entry.kind, entry.release) != (kind, old.release)]
    return _beside(open_shipped(), {entry: _open_entry(folder, entry) for entry in (*entries, old)})


def _open_entry(folder: Path, entry: IndexEntry) -> LoadedRelease:
    if entry.kind not in LOADABLE:
        raise TableError(folder / INDEX, f"names the table {entry.kind}, which this version does not know")
    try:
        return TABLE_KINDS[entry.kind].open_release(folder / entry.file)
    except (KeyError, ValueError, TypeError) as error:
        raise TableError(folder / entry.file, "was written by another version of the program: load it again") from error


def _beside(shipped: Tables, opened: dict[IndexEntry, LoadedRelease]) -> Tables:
    by_kind: dict[str, list[LoadedRelease]] = {}
    for entry, release in opened.items():
        by_kind.setdefault(entry.kind, []).append(release)
    loaded = [TABLE_KINDS[kind].of_releases(releases) for kind, releases in by_kind.items()]
    # A load made with an earlier version of the package may end before the table that ships now.
    return shipped.with_tables(*(table for table in loaded if not _ends_before(table, shipped.get(table.name))))


def _ends_before(table: OpenTable, shipped: OpenTable | None) -> bool:
    return shipped is not None and table.in_force_through < shipped.in_force_through

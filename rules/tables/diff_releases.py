"""Compares two releases: codes added, removed and changed, and the days between them that no release covers."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, Final, Literal

from rules.tables.error import TableError
from rules.tables.folder_index import find_release, read_index
from rules.tables.released_table import CodedRelease, LoadedRelease, ReleasedTable
from rules.tables.store import TABLE_KINDS
from schemas.value import value

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


@value
class Difference:
    """One code (or pair, or rule) that differs between two releases."""

    change: Literal["added", "removed", "changed"]
    code: str
    old: tuple[tuple[Any, ...], ...]
    """Its rows in the earlier release; empty if it was added."""
    new: tuple[tuple[Any, ...], ...]
    """Its rows in the later release; empty if it was removed."""

    def reaches_back(self, today: date) -> bool:
        """Whether the rows differ for days before today. Rows without days of their own differ for all days."""
        return _past(self.old, today) != _past(self.new, today)


def _past(rows: tuple[tuple[Any, ...], ...], today: date) -> set[tuple[Any, ...]]:
    """Rows as they were for the days before today. The first day of a row is when it begins, others are ends."""
    now, found = today.isoformat(), set()
    for row in rows:
        days = [part for part in row if isinstance(part, str) and _DAY.fullmatch(part)]
        if not days or days[0] < now:
            found.add(tuple(min(part, now) if part in days else part for part in row))
    return found


def diff_releases(folder: Path, kind: str, old: str, new: str) -> Iterator[Difference]:
    """The differences between two loaded releases of a table, in the order of their codes.

    `2026 Q4@before` names the release that 2026 Q4 replaced.

    Args:
        folder: the folder of loaded tables.
        kind: the name of the table.
        old: the name of the earlier release.
        new: the name of the later one.

    Raises:
        TableError: one is not loaded, or its file is damaged.
    """
    before, after = (_entries(kind, _open(folder, kind, release)) for release in (old, new))
    yield from _differences(before, after)


def gaps_between(folder: Path, kind: str, old: str, new: str) -> tuple[tuple[date, date], ...]:
    """The first and last day of each span between two loaded releases that no loaded release covers.

    Raises:
        TableError: a release of the table is damaged, or one of the two is not loaded.
    """
    loaded = [TABLE_KINDS[kind].open_release(folder / entry.file) for entry in read_index(folder) if entry.kind == kind]
    table = TABLE_KINDS[kind].of_releases(loaded)
    ends = [_open(folder, kind, release).manifest.in_force_through for release in (old, new)]
    gaps = table.gaps() if isinstance(table, ReleasedTable) else ()
    return tuple(gap for gap in gaps if min(ends) < gap[0] <= max(ends))


def _open(folder: Path, kind: str, release: str) -> LoadedRelease:
    return TABLE_KINDS[kind].open_release(folder / find_release(folder, kind, release).file)


def _entries(kind: str, release: LoadedRelease) -> Iterator[tuple[tuple[int, str], tuple[tuple[Any, ...], ...]]]:
    rows = release.entries()
    if rows is None:
        raise TableError(kind, "holds notes and sets, not rows: its releases cannot be compared")
    for code, group in groupby(rows, key=lambda row: row[0]):
        # Pairs and policies are sorted as texts, codes by length first.
        place = len(code) if isinstance(release, CodedRelease) else 0
        yield (place, code), tuple(sorted((fact for _, fact in group), key=str))


def _differences(
    before: Iterator[tuple[tuple[int, str], tuple[tuple[Any, ...], ...]]],
    after: Iterator[tuple[tuple[int, str], tuple[tuple[Any, ...], ...]]],
) -> Iterator[Difference]:
    """Both are sorted, so neither needs to be in memory as a whole."""
    old, new = next(before, None), next(after, None)
    while old is not None or new is not None:
        if new is None or (old is not None and old[0] < new[0]):
            assert old is not None
            yield Difference(change="removed", code=old[0][1], old=old[1], new=())
            old = next(before, None)
        elif old is None or new[0] < old[0]:
            yield Difference(change="added", code=new[0][1], old=(), new=new[1])
            new = next(after, None)
        else:
            if old[1] != new[1]:
                yield Difference(change="changed", code=new[0][1], old=old[1], new=new[1])
            old, new = next(before, None), next(after, None)

"""A loaded table is a set of releases side by side; the date decides which one answers."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Generic, TypeVar

from rules.tables.coded_rows import CodedRows, Fact
from rules.tables.descriptions import Descriptions
from rules.tables.manifest import Manifest, read_manifest
from rules.tables.table_file import TableFile

_MOST_DATES = 4096
_DAY = timedelta(days=1)


class LoadedRelease:
    """One open release: its manifest and its file."""

    __slots__ = ("file", "manifest")

    def __init__(self, file: TableFile) -> None:
        self.file = file
        self.manifest: Manifest = read_manifest(file.header)

    def covers(self, on: date) -> bool:
        """Whether the release answers for the date."""
        return self.manifest.in_force_from <= on <= self.manifest.in_force_through

    def entries(self) -> Iterator[tuple[str, Fact]] | None:
        """Every code with one fact about it, in order; None if the release has no rows to compare."""
        return None


class CodedRelease(LoadedRelease):
    """A release of a table with facts about codes, and with descriptions if their license allows it."""

    __slots__ = ("_words", "coded")

    def __init__(self, file: TableFile) -> None:
        super().__init__(file)
        self.coded = CodedRows(self.file)
        self._words = (
            Descriptions(lambda: self.file.column_bytes("descriptions"))
            if self.file.has_column("descriptions")
            else None
        )

    def description(self, code: str) -> str | None:
        """The description of a code; None if the release has none or the license does not allow keeping it."""
        return None if self._words is None else self._words.of(code)

    def entries(self) -> Iterator[tuple[str, Fact]]:
        """Every code with one fact about it, shorter codes first."""
        return self.coded.entries()


R = TypeVar("R", bound=LoadedRelease)


class ReleasedTable(Generic[R]):
    """The releases of one loaded table, newest first."""

    __slots__ = ("_by_date", "in_force_from", "in_force_through", "name", "release", "releases", "rows")

    release_class: Callable[[TableFile], Any] = CodedRelease

    @classmethod
    def open_release(cls, path: Path, kind: str) -> R:
        """One loaded release of the table.

        Raises:
            TableError: the file is missing, truncated, corrupt or of another kind.
        """
        release: R = cls.release_class(TableFile(path, kind))
        return release

    @classmethod
    def of_releases(cls, name: str, releases: Sequence[R]) -> "ReleasedTable[R]":
        """The table that releases make, in any order; at least one."""
        return cls(name, releases)

    def __init__(self, name: str, releases: Sequence[R]) -> None:
        self.name = name
        self.releases: tuple[R, ...] = tuple(sorted(releases, key=_newest, reverse=True))
        self._by_date: dict[date, R | None] = {}
        self.release: str = self.releases[0].manifest.release
        self.rows: int = self.releases[0].manifest.rows_kept
        self.in_force_from = min(each.manifest.in_force_from for each in self.releases)
        self.in_force_through = self.releases[0].manifest.in_force_through

    def covers(self, on: date) -> bool:
        """Whether a release answers for the date."""
        return self.at(on) is not None

    def at(self, on: date) -> R | None:
        """The release that answers for the date; of several, the one with the latest end, then the latest start."""
        try:
            return self._by_date[on]
        except KeyError:
            found = next((each for each in self.releases if each.covers(on)), None)
            if len(self._by_date) < _MOST_DATES:
                self._by_date[on] = found
            return found

    def windows(self) -> Iterator[tuple[R, date, date]]:
        """Each release with the first and last day for which `at` returns it, newest first."""
        newer: date | None = None
        for each in self.releases:
            start, end = each.manifest.in_force_from, each.manifest.in_force_through
            # A newer release ends no earlier, so an older one keeps only the days before the newer one begins.
            if newer is None or start < newer:
                yield each, start, end if newer is None else min(end, newer - _DAY)
                newer = start

    def gaps(self) -> tuple[tuple[date, date], ...]:
        """The first and last day of each span between releases for which no release answers, oldest first."""
        spans = [(start, end) for _, start, end in self.windows()][::-1]
        return tuple((end + _DAY, start - _DAY) for (_, end), (start, _) in pairwise(spans) if (start - end).days > 1)

    def release_on(self, on: date) -> str | None:
        """The name of the release that answers for the date; None if there is none."""
        found = self.at(on)
        return None if found is None else found.manifest.release

    def manifests(self) -> tuple[Manifest, ...]:
        """The manifests of the releases, newest first."""
        return tuple(each.manifest for each in self.releases)


def _newest(release: LoadedRelease) -> tuple[date, date, datetime]:
    """Of releases with the same end, the one that begins later replaced the other within its period."""
    manifest = release.manifest
    begins = date.min if manifest.cumulative else manifest.in_force_from
    return manifest.in_force_through, begins, manifest.loaded_at


def days(fact: tuple[Any, ...]) -> tuple[date, date]:
    """The first and last day, which are the first two values of a fact."""
    return date.fromisoformat(fact[0]), date.fromisoformat(fact[1])

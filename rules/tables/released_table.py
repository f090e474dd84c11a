"""A loaded table is a set of releases side by side, and the date decides which of them is asked."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Generic, TypeVar

from rules.tables.coded_rows import CodedRows
from rules.tables.descriptions import Descriptions
from rules.tables.manifest import Manifest, read_manifest
from rules.tables.table_file import TableFile

_MOST_DATES = 4096
_DAY = timedelta(days=1)


class LoadedRelease:
    """One open release: its papers and its file."""

    __slots__ = ("file", "manifest")

    def __init__(self, path: Path, kind: str) -> None:
        self.file = TableFile(path, kind)
        self.manifest: Manifest = read_manifest(self.file.header)

    def covers(self, on: date) -> bool:
        """Whether the release answers for the date."""
        return self.manifest.in_force_from <= on <= self.manifest.in_force_through


class CodedRelease(LoadedRelease):
    """A release of a table that says short things of codes, with descriptions where they could be kept."""

    __slots__ = ("_words", "coded")

    def __init__(self, path: Path, kind: str) -> None:
        super().__init__(path, kind)
        self.coded = CodedRows(self.file)
        self._words = (
            Descriptions(lambda: self.file.column_bytes("descriptions"))
            if self.file.has_column("descriptions")
            else None
        )

    def description(self, code: str) -> str | None:
        """The words of a code; None where the release has none, or its licence does not let them be kept."""
        return None if self._words is None else self._words.of(code)


R = TypeVar("R", bound=LoadedRelease)


class ReleasedTable(Generic[R]):
    """The releases of one loaded table, the newest first; what all of them have in common with the shipped tables."""

    __slots__ = ("_by_date", "in_force_from", "in_force_through", "name", "release", "releases", "rows")

    open_release: Callable[[Path, str], Any] = CodedRelease

    def __init__(self, name: str, releases: Sequence[R]) -> None:
        self.name = name
        self.releases: tuple[R, ...] = tuple(
            sorted(releases, key=lambda each: (each.manifest.in_force_through, each.manifest.loaded_at), reverse=True)
        )
        self._by_date: dict[date, R | None] = {}
        self.release: str = self.releases[0].manifest.release
        self.rows: int = self.releases[0].manifest.rows_kept
        self.in_force_from = min(each.manifest.in_force_from for each in self.releases)
        self.in_force_through = self.releases[0].manifest.in_force_through

    def covers(self, on: date) -> bool:
        """Whether a release answers for the date."""
        return self.at(on) is not None

    def at(self, on: date) -> R | None:
        """The release that answers for the date: of several, the one that reaches furthest."""
        try:
            return self._by_date[on]
        except KeyError:
            found = next((each for each in self.releases if each.covers(on)), None)
            if len(self._by_date) < _MOST_DATES:
                self._by_date[on] = found
            return found

    def windows(self) -> Iterator[tuple[R, date, date]]:
        """Each release with the first and the last day for which `at` finds it, the newest first."""
        newer: date | None = None
        for each in self.releases:
            start, end = each.manifest.in_force_from, each.manifest.in_force_through
            # A newer release reaches at least as far, so that it leaves an older one the days before its own first.
            if newer is None or start < newer:
                yield each, start, end if newer is None else min(end, newer - _DAY)
                newer = start

    def release_on(self, on: date) -> str | None:
        """The name of the release that answers for the date; None where none does."""
        found = self.at(on)
        return None if found is None else found.manifest.release

    def manifests(self) -> tuple[Manifest, ...]:
        """The papers of the releases, the newest first."""
        return tuple(each.manifest for each in self.releases)


def days(fact: tuple[Any, ...]) -> tuple[date, date]:
    """The first and the last day in the two first values of a fact."""
    return date.fromisoformat(fact[0]), date.fromisoformat(fact[1])

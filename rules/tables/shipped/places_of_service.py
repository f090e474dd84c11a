"""Where a service took place is told by one of the CMS place of service codes."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from rules.tables.table_file import TableFile


class PlacesOfService:
    """The assigned CMS place of service codes, with the date of those that came recently (public domain)."""

    __slots__ = ("_places", "in_force_from", "in_force_through", "name", "release", "rows", "since")

    def __init__(self, folder: Path, file: Path | None = None) -> None:
        """Open the shipped file of a folder or, where one is given, a file that a user's load made."""
        opened = TableFile(file or folder / "pos.table", "pos")
        self.name = "pos"
        self.release: str = opened.header["release"]
        self.rows: int = opened.header["rows"]
        self.in_force_from = opened.in_force_from
        self.in_force_through = opened.in_force_through
        # A loaded list has the last day of each place behind its words; the shipped one knows of none that ended.
        self._places: dict[str, tuple[date, date, str]] = {
            place: (date.fromisoformat(start), date.fromisoformat(end[0]) if end else date.max, words)
            for place, start, words, *end in opened.header["places"]
        }
        told = opened.header.get("since")
        self.since: date = (
            max(start for start, _, _ in self._places.values()) if told is None else date.fromisoformat(told)
        )
        """The day since when the list is as it is: a loaded one says it, the shipped one has its newest place."""

    def covers(self, on: date) -> bool:
        """Whether the release answers for the date."""
        return self.in_force_from <= on <= self.in_force_through

    def known(self, place: str, on: date) -> bool:
        """Whether the place of two digits is assigned on the date."""
        found = self._places.get(place)
        return found is not None and found[0] <= on <= found[1]

    def description(self, place: str) -> str | None:
        """What the place is, in a few words; None for one that never was assigned."""
        found = self._places.get(place)
        return None if found is None else found[2]

    def period(self, place: str) -> tuple[date, date] | None:
        """The first and the last day on which the place is assigned; None for one that never was."""
        found = self._places.get(place)
        return None if found is None else found[:2]

    def places(self) -> Iterator[tuple[str, date, date, str]]:
        """Every place with its first and last day and its words, in order."""
        for place, (start, end, words) in sorted(self._places.items()):
            yield place, start, end, words

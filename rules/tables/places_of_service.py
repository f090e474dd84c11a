"""Where a service took place is told by one of the CMS place of service codes."""

from datetime import date
from pathlib import Path

from rules.tables.table_file import TableFile


class PlacesOfService:
    """The assigned CMS place of service codes, with the date of those that came recently (public domain)."""

    __slots__ = ("_places", "in_force_from", "in_force_through", "name", "release", "rows")

    def __init__(self, folder: Path) -> None:
        file = TableFile(folder / "pos.table", "pos")
        self.name = "pos"
        self.release: str = file.header["release"]
        self.rows: int = file.header["rows"]
        self.in_force_from = file.in_force_from
        self.in_force_through = file.in_force_through
        self._places: dict[str, tuple[date, str]] = {
            place: (date.fromisoformat(start), words) for place, start, words in file.header["places"]
        }

    def covers(self, on: date) -> bool:
        """Whether the release answers for the date."""
        return self.in_force_from <= on <= self.in_force_through

    def known(self, place: str, on: date) -> bool:
        """Whether the place of two digits is assigned on the date."""
        found = self._places.get(place)
        return found is not None and found[0] <= on

    def description(self, place: str) -> str | None:
        """What the place is, in a few words; None for one that is not assigned."""
        found = self._places.get(place)
        return None if found is None else found[1]

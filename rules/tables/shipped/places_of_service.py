"""`pos`: the place of service codes (CMS)."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from rules.tables.kind import PUBLIC_DOMAIN, TableKind
from rules.tables.shipped_table import ShippedTable


class PlacesOfService(ShippedTable):
    """The assigned place of service codes, with their first and last days as far as CMS publishes them."""

    __slots__ = ("_places", "since")

    name = "pos"

    def __init__(self, folder: Path, file: Path | None = None) -> None:
        super().__init__(folder, file)
        header = self.file.header
        # A loaded list also has each place's last day, after its name; in the shipped list no place has ended.
        self._places: dict[str, tuple[date, date, str]] = {
            place: (date.fromisoformat(start), date.fromisoformat(end[0]) if end else date.max, words)
            for place, start, words, *end in header["places"]
        }
        told = header.get("since")
        self.since: date = (
            max(start for start, _, _ in self._places.values()) if told is None else date.fromisoformat(told)
        )
        """The day since when the list is complete: a loaded list states it; of the shipped one, its newest place's."""

    def known(self, place: str, on: date) -> bool:
        """Whether the place of two digits is assigned on the date."""
        found = self._places.get(place)
        return found is not None and found[0] <= on <= found[1]

    def description(self, place: str) -> str | None:
        """The name of the place; None if the code was never assigned."""
        found = self._places.get(place)
        return None if found is None else found[2]

    def period(self, place: str) -> tuple[date, date] | None:
        """The first and last day on which the place is assigned; None if it never was."""
        found = self._places.get(place)
        return None if found is None else found[:2]

    def places(self) -> Iterator[tuple[str, date, date, str]]:
        """Every place with its first day, its last day and its name, in order."""
        for place, (start, end, name) in sorted(self._places.items()):
            yield place, start, end, name

    def entries(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Every place with its first day, its last day and its name."""
        for place, start, end, name in self.places():
            yield place, (start.isoformat(), end.isoformat(), name)


POS: Final = TableKind(
    name="pos",
    holds="the place of service codes with their names and dates",
    carries="places",
    opens=PlacesOfService,
    reads="load_places:load_places",
    layout="""Either CMS's web page as a browser saves it (html), or a list (csv, tab-separated text, xlsx).
The page has a table with the columns Place of Service Code(s), Place of Service Name and Place of Service Description.
Rows such as "28-30 Unassigned" are skipped. A first day in the description, such as "(Effective January 1, 2022)", is
read.
A list has the headings code, name, start and end. start and end are optional; dates are 2026-10-01, 20261001 or
10/01/2026.
Neither says from which date it is complete, so give --from DATE. A place without a first day keeps the one it had, or
begins on that day. A place missing from the list ended the day before.""",
    source="CMS, Place of Service Code Set.",
    license=PUBLIC_DOMAIN,
)

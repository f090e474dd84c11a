"""Many diagnosis codes have a twin for the other side of the body; a set holds the codes that differ only by side."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from rules.tables.table_file import TableFile

Side = Literal["right", "left", "bilateral", "unspecified"]
_SIDES: tuple[Side, ...] = ("right", "left", "bilateral", "unspecified")


class Laterality:
    """The sets of ICD-10-CM codes whose descriptions differ only by right, left, bilateral or unspecified.

    A set exists only where both a right and a left twin do; it is known by the code of the right one. Codes are
    undotted. Derived from the descriptions of one release of the tabular list; codes of others are in no set.
    """

    __slots__ = ("_sets", "_side_of", "in_force_from", "in_force_through", "name", "release", "rows")

    def __init__(self, folder: Path, loaded: Path | None = None) -> None:
        """Open the shipped file of a folder or, where one is given, a file that a user's load made."""
        file = TableFile(loaded or folder / "laterality.table", "laterality")
        self.name = "laterality"
        self.release: str = file.header["release"]
        self.rows: int = file.header["rows"]
        self.in_force_from = file.in_force_from
        self.in_force_through = file.in_force_through
        self._sets: dict[str, str] = {}
        self._side_of: dict[str, tuple[str, Side]] = {}
        side_of = self._side_of
        for line in file.text("sets").split("\n"):
            right, _, rest = line.partition(" ")
            place = int(rest[0])
            before, after = right[:place], right[place + 1 :]
            side_of[right] = (right, "right")
            side_of[before + rest[1] + after] = (right, "left")
            if rest[2] != "-":
                side_of[before + rest[2] + after] = (right, "bilateral")
            if rest[3] != "-":
                side_of[before + rest[3] + after] = (right, "unspecified")
            self._sets[right] = rest

    def covers(self, on: date) -> bool:
        """Whether the release answers for the date."""
        return self.in_force_from <= on <= self.in_force_through

    def side(self, code: str) -> Side | None:
        """The side a code of a set names; None for a code of no set."""
        found = self._side_of.get(code)
        return None if found is None else found[1]

    def set_of(self, code: str) -> str | None:
        """The set a code stands in, known by its right code; None for a code of no set."""
        found = self._side_of.get(code)
        return None if found is None else found[0]

    def members(self, set_id: str) -> Mapping[Side, str]:
        """The codes of a set by side, in the order right, left, bilateral, unspecified.

        Raises:
            KeyError: there is no such set.
        """
        rest = self._sets[set_id]
        place = int(rest[0])
        codes = {
            side: set_id[:place] + mark + set_id[place + 1 :] for side, mark in zip(_SIDES[1:], rest[1:], strict=True)
        }
        return MappingProxyType({"right": set_id, **{side: code for side, code in codes.items() if "-" not in code}})

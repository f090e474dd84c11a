"""`laterality`: the sets of ICD-10-CM codes that differ only by the side of the body."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from rules.tables.kind import PUBLIC_DOMAIN, TableKind
from rules.tables.shipped.icd10cm_tabular import TABULAR_LAYOUT
from rules.tables.shipped_table import ShippedTable

Side = Literal["right", "left", "bilateral", "unspecified"]
_SIDES: tuple[Side, ...] = ("right", "left", "bilateral", "unspecified")


class Laterality(ShippedTable):
    """The sets of ICD-10-CM codes whose descriptions differ only by right, left, bilateral or unspecified.

    Every set has a right and a left code, and its id is the right code. Codes are undotted. The sets are derived from
    the descriptions of one release of the tabular list; codes of other releases are in no set.
    """

    __slots__ = ("_sets", "_side_of")

    name = "laterality"

    def __init__(self, folder: Path, file: Path | None = None) -> None:
        super().__init__(folder, file)
        self._sets: dict[str, str] = {}
        self._side_of: dict[str, tuple[str, Side]] = {}
        side_of = self._side_of
        for line in self.file.text("sets").split("\n"):
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

    def side(self, code: str) -> Side | None:
        """The side of a code; None if it is in no set."""
        found = self._side_of.get(code)
        return None if found is None else found[1]

    def set_of(self, code: str) -> str | None:
        """The set of a code; None if it is in no set."""
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


LATERALITY: Final = TableKind(
    name="laterality",
    holds="the sets of ICD-10-CM codes that differ only by right, left, bilateral or unspecified",
    carries="diagnoses",
    opens=Laterality,
    fewest={"rows": 10_000},
    reads="load_tabular_list:load_tabular_list",
    layout=TABULAR_LAYOUT,
    source="CDC/NCHS, ICD-10-CM tabular list of a fiscal year or of April.",
    license=PUBLIC_DOMAIN,
)

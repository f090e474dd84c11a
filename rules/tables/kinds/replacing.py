"""Tables that are shipped can be loaded anew: the newest load then stands in the place of the shipped one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from rules.tables.released_table import LoadedRelease
from rules.tables.shipped.dated_codes import DatedCodes
from rules.tables.shipped.icd10cm import Icd10cm
from rules.tables.shipped.icd10cm_tabular import Icd10cmTabular
from rules.tables.shipped.icd10pcs import Icd10pcs
from rules.tables.shipped.laterality import Laterality
from rules.tables.shipped.places_of_service import PlacesOfService

REPLACING: Final = ("icd10cm", "icd10cm_tabular", "laterality", "icd10pcs", "pos")
"""The shipped tables that a load can replace."""

_SHIPPED: Final = Path(__file__).parents[1] / "data"


class ReplacingRelease(LoadedRelease):
    """One load of a shipped table; it holds the history of the table up to its own end."""

    __slots__ = ("table",)

    def __init__(self, path: Path, kind: str) -> None:
        super().__init__(path, kind)
        self.table: Icd10cm | Icd10cmTabular | Laterality | Icd10pcs | PlacesOfService
        if kind == "icd10cm":
            self.table = Icd10cm(_SHIPPED, path)
        elif kind == "icd10pcs":
            self.table = Icd10pcs(_SHIPPED, path)
        elif kind == "laterality":
            self.table = Laterality(_SHIPPED, path)
        elif kind == "pos":
            self.table = PlacesOfService(_SHIPPED, path)
        else:
            self.table = Icd10cmTabular(_SHIPPED, path)

    def entries(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Every code or place with its periods, in order; nothing for tables of notes and sets."""
        if isinstance(self.table, DatedCodes):
            for code in self.table.all_codes():
                for row in self.table.history(code):
                    yield code, (row.start.isoformat(), row.end.isoformat(), *sorted(row.flags))
        elif isinstance(self.table, PlacesOfService):
            for place, start, end, words in self.table.places():
                yield place, (start.isoformat(), end.isoformat(), words)

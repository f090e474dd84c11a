"""The open code tables are one value that everything that judges an event shares; a table that is not there says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from rules.tables.shipped.age_ranges import AgeRanges
from rules.tables.shipped.discharge_statuses import DischargeStatuses
from rules.tables.shipped.icd10cm import Icd10cm
from rules.tables.shipped.icd10cm_tabular import Icd10cmTabular
from rules.tables.shipped.icd10pcs import Icd10pcs
from rules.tables.shipped.laterality import Laterality
from rules.tables.shipped.places_of_service import PlacesOfService
from rules.tables.table import Table, TableState

__all__ = ["SHIPPED", "TableState", "Tables", "open_shipped"]

_DATA = Path(__file__).parent / "data"
_NONE: Mapping[str, Table] = MappingProxyType({})

Kind = TypeVar("Kind", bound=Table)

# In the order of the catalogue's list of tables, which is the order of `not_checked` too.
SHIPPED = ("icd10cm", "icd10cm_tabular", "laterality", "age_ranges", "discharge_status", "icd10pcs", "pos")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The open tables, by their names in the catalogue. Immutable: another set of tables is another value.

    Attributes:
        others: tables that are not shipped, loaded by the user.
    """

    icd10cm: Icd10cm | None = None
    icd10cm_tabular: Icd10cmTabular | None = None
    laterality: Laterality | None = None
    age_ranges: AgeRanges | None = None
    discharge_status: DischargeStatuses | None = None
    icd10pcs: Icd10pcs | None = None
    pos: PlacesOfService | None = None
    others: Mapping[str, Table] = field(default_factory=lambda: _NONE)

    def get(self, name: str) -> Table | None:
        """The open table of that name; None if it is not loaded."""
        if name in SHIPPED:
            table: Table | None = getattr(self, name)
            return table
        return self.others.get(name)

    def state(self, name: str, on: date) -> TableState:
        """Whether the table of that name can answer for the date."""
        table = self.get(name)
        if table is None:
            return TableState.NOT_LOADED
        return TableState.OPEN if table.covers(on) else TableState.DATE_NOT_COVERED

    def names(self) -> tuple[str, ...]:
        """The names of the open tables: the shipped ones in the catalogue's order, then the others by name."""
        return (*(name for name in SHIPPED if getattr(self, name) is not None), *sorted(self.others))

    def without(self, *names: str) -> "Tables":
        """The same tables but for these, which then count as not loaded.

        Raises:
            KeyError: one of them is not open.
        """
        for name in names:
            if self.get(name) is None:
                raise KeyError(name)
        return _tables({name: table for name, table in self._open().items() if name not in names})

    def with_table(self, table: Table) -> "Tables":
        """The same tables with this one, in the place of one of the same name if there is one.

        Raises:
            TypeError: the table has the name of a shipped one but is of another kind.
        """
        return _tables({**self._open(), table.name: table})

    def _open(self) -> dict[str, Table]:
        found = {name: self.get(name) for name in self.names()}
        return {name: table for name, table in found.items() if table is not None}


def _tables(opened: dict[str, Table]) -> Tables:
    """The value that holds these tables, each in its place."""

    def of_kind(name: str, kind: type[Kind]) -> Kind | None:
        table = opened.get(name)
        if table is None or isinstance(table, kind):
            return table
        raise TypeError(f"{name} must be a {kind.__name__}, not a {type(table).__name__}")

    return Tables(
        icd10cm=of_kind("icd10cm", Icd10cm),
        icd10cm_tabular=of_kind("icd10cm_tabular", Icd10cmTabular),
        laterality=of_kind("laterality", Laterality),
        age_ranges=of_kind("age_ranges", AgeRanges),
        discharge_status=of_kind("discharge_status", DischargeStatuses),
        icd10pcs=of_kind("icd10pcs", Icd10pcs),
        pos=of_kind("pos", PlacesOfService),
        others=MappingProxyType({name: table for name, table in opened.items() if name not in SHIPPED}),
    )


def open_shipped() -> Tables:
    """The tables that come with the package, read and verified.

    Raises:
        TableError: a file is missing, truncated or corrupt.
    """
    return Tables(
        icd10cm=Icd10cm(_DATA),
        icd10cm_tabular=Icd10cmTabular(_DATA),
        laterality=Laterality(_DATA),
        age_ranges=AgeRanges(_DATA),
        discharge_status=DischargeStatuses(_DATA),
        icd10pcs=Icd10pcs(_DATA),
        pos=PlacesOfService(_DATA),
    )

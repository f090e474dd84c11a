"""`dmepos_jurisdiction`: which of Medicare's contractors takes an item of equipment or supply."""

from datetime import date
from typing import Any, Final, Literal, TypeAlias, get_args

from rules.tables.kind import PUBLIC_DOMAIN, TableKind
from rules.tables.kinds.coded_table import CodedTable
from rules.tables.kinds.listed_periods import Period, listed_periods

Jurisdiction: TypeAlias = Literal["DME", "PART_B", "JOINT"]
"""The DME contractor alone, the Part B contractor alone, or either one, depending on how the item is furnished."""

JURISDICTIONS: Final[tuple[Jurisdiction, ...]] = get_args(Jurisdiction)


class DmeposJurisdictionTable(CodedTable):
    """The loaded lists of CMS, by year and quarter."""

    __slots__ = ()

    def jurisdiction(self, code: str, on: date) -> Jurisdiction | None:
        """The contractor that takes the code on the date; None if the list does not have the code."""
        facts: tuple[tuple[Any, ...], ...] = self._facts_on(code, on)
        return next((each for each in JURISDICTIONS if facts and each == facts[0][0]), None)

    def periods(self, code: str) -> tuple[Period, ...]:
        """The days of the lists that have the code."""
        return listed_periods(self, code)


DMEPOS_JURISDICTION: Final = TableKind(
    name="dmepos_jurisdiction",
    holds="equipment and supplies, and which of Medicare's contractors takes them",
    carries="procedures",
    opens=DmeposJurisdictionTable,
    fewest={"rows": 1_000},
    reads="load_dmepos_jurisdiction:load_dmepos_jurisdiction",
    layout="""The DMEPOS jurisdiction list of a year, or a quarterly update of it: csv or workbook with a title, then
the columns HCPCS (a code, or a range such as A4206 - A4209) and Jurisdiction (DME MAC, Part B MAC, or either with a
condition). A list answers from the first day of its year or quarter to the end of the year, or to the day before the
next list.""",
    source="CMS, DMEPOS jurisdiction list.",
    license=PUBLIC_DOMAIN,
)

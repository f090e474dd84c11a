"""`npi_deactivated`: deactivated NPIs, with the dates since when they are (CMS NPPES)."""

from datetime import date
from typing import Final

from rules.tables.kind import PUBLIC_DOMAIN, TableKind
from rules.tables.kinds.coded_table import in_force
from rules.tables.kinds.listed_periods import Period, periods_in
from rules.tables.released_table import CodedRelease, ReleasedTable


class NpiDeactivatedTable(ReleasedTable[CodedRelease]):
    """The reports of deactivated NPIs; the newest one answers, also for days before it was written."""

    __slots__ = ()

    def deactivated_on(self, npi: str, on: date) -> bool:
        """Whether the NPI was deactivated by the date and had not been reactivated by then."""
        return any(in_force(fact, on) for fact in self.releases[0].coded.facts(npi))

    def periods(self, npi: str) -> tuple[Period, ...]:
        """The days for which the NPI is deactivated; empty if it never was."""
        return tuple(sorted(periods_in(self.releases[0], npi)))


NPI_DEACTIVATED: Final = TableKind(
    name="npi_deactivated",
    holds="deactivated NPIs, with their deactivation dates",
    carries="npis",
    opens=NpiDeactivatedTable,
    fewest={"rows": 100_000},
    reads="load_directories:load_npi_deactivated",
    layout="""The monthly report: a workbook with a title, then the columns NPI and deactivation date. A report answers
for 62 days after its own day, which is taken from --release, the name of the file or its title; otherwise it is the
day of the load.""",
    source="CMS, NPPES deactivated NPI report.",
    license=PUBLIC_DOMAIN,
)

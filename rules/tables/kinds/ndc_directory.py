"""`ndc_directory`: every drug package that was ever listed, with its marketing dates (FDA)."""

from datetime import date
from typing import Final

from rules.tables.kind import PUBLIC_DOMAIN, TableKind
from rules.tables.kinds.coded_table import in_force
from rules.tables.kinds.listed_periods import Period, periods_in
from rules.tables.released_table import CodedRelease, ReleasedTable


class NdcDirectoryTable(ReleasedTable[CodedRelease]):
    """The releases of the directory."""

    __slots__ = ()

    def listed(self, ndc: str) -> bool:
        """Whether the 11-digit NDC is in the directory, in any release."""
        return any(each.coded.facts(ndc) for each in self.releases)

    def marketed_on(self, ndc: str, on: date) -> bool:
        """Whether the date is within the marketing dates of a listed NDC."""
        facts = next((found for each in self.releases if (found := each.coded.facts(ndc))), ())
        return any(in_force(fact, on) for fact in facts)

    def periods(self, ndc: str) -> tuple[Period, ...]:
        """The marketing dates of the 11-digit NDC; empty if it is not listed."""
        has = next((each for each in self.releases if each.coded.facts(ndc)), None)
        return () if has is None else tuple(sorted(periods_in(has, ndc)))


NDC_DIRECTORY: Final = TableKind(
    name="ndc_directory",
    holds="the drug packages of the NDC directory, with their marketing dates",
    carries="ndcs",
    opens=NdcDirectoryTable,
    fewest={"rows": 100_000},
    reads="load_directories:load_ndc_directory",
    layout="""package.txt of the directory's zip: tab-separated text with the columns NDCPACKAGECODE,
STARTMARKETINGDATE and ENDMARKETINGDATE. NDCs are padded to 11 digits. A directory answers for 92 days after its own
day, which is taken from --release or the name of the file; otherwise it is the day of the load.""",
    source="FDA, National Drug Code Directory.",
    license=PUBLIC_DOMAIN,
)

"""`ndc_hcpcs`: the procedure codes that a drug is billed with (CMS ASP crosswalk)."""

from datetime import date
from typing import Final

from rules.tables.kind import TableKind
from rules.tables.kinds.coded_table import CodedTable
from rules.tables.kinds.listed_periods import Period, listed_periods


class NdcProcedureTable(CodedTable):
    """The quarters of the crosswalk."""

    __slots__ = ()

    def procedures_of(self, ndc: str, on: date) -> frozenset[str]:
        """The procedure codes of the 11-digit NDC on the date; empty if it is not listed."""
        return frozenset(fact[0] for fact in self._facts_on(ndc, on))

    def periods(self, ndc: str) -> tuple[Period, ...]:
        """The days for which the 11-digit NDC was in the crosswalk; empty if it never was."""
        return listed_periods(self, ndc)


NDC_HCPCS: Final = TableKind(
    name="ndc_hcpcs",
    holds="the procedure codes that each drug (NDC) is billed with to Medicare",
    carries="ndcs",
    opens=NdcProcedureTable,
    fewest={"rows": 3_000},
    reads="load_code_lists:load_ndc_hcpcs",
    layout="""The NDC-HCPCS crosswalk of a quarter: csv or workbook, some lines of titles, then columns with the
procedure code and the NDC, which is padded to 11 digits. Of CMS's zip, the ASP crosswalk is read. A few rows whose
number is longer than an NDC are left out.""",
    source="CMS, Average Sales Price (ASP) drug pricing, NDC-HCPCS crosswalk of a quarter.",
    license="Public domain, but CPT codes in it are the AMA's. Descriptions are not read.",
)

"""`revenue_codes`: what a line of an institutional bill is for, in four digits."""

from datetime import date
from typing import Final

from rules.tables.kind import TableKind
from rules.tables.kinds.coded_table import CodedTable
from rules.tables.kinds.listed_periods import Period, dated_periods
from rules.tables.kinds.own_list import AHA_LICENSE, own_code_layout


class RevenueCodeTable(CodedTable):
    """The loads of the revenue codes."""

    __slots__ = ()

    def known(self, code: str, on: date) -> bool:
        """Whether the revenue code is assigned on the date."""
        return bool(self._in_force_on(code, on))

    def needs_procedure(self, code: str, on: date) -> bool:
        """Whether a line of an outpatient bill with this revenue code needs a procedure code."""
        return any(fact[2] for fact in self._in_force_on(code, on))

    def periods(self, code: str) -> tuple[Period, ...]:
        """The days for which the revenue code is assigned; empty if it never was."""
        return dated_periods(self, code)


REVENUE_CODES: Final = TableKind(
    name="revenue_codes",
    holds="the revenue codes, and whether an outpatient line with one needs a procedure code",
    carries="revenue-codes",
    opens=RevenueCodeTable,
    reads="load_own_lists:load_own_list",
    layout=own_code_layout(
        "code (4 digits; in an export, 3 digits are padded with a zero), needs_hcpcs (yes or no), start, end"
    ),
    source="NUBC, UB-04 Data Specifications Manual.",
    license=AHA_LICENSE,
)

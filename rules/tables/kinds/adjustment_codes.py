"""`adjustment_codes`: the reason and remark codes with which payers explain a payment."""

from datetime import date
from typing import Final

from rules.tables.kind import TableKind
from rules.tables.kinds.coded_table import CodedTable
from rules.tables.kinds.listed_periods import Period, dated_periods
from rules.tables.kinds.own_list import own_code_layout


class AdjustmentCodeTable(CodedTable):
    """The loads of the reason codes (CARC, kept as C45) and remark codes (RARC, kept as RMA18)."""

    __slots__ = ()

    def reason_in_force(self, code: str, on: date) -> bool:
        """Whether the claim adjustment reason code (CARC), such as 45 or B7, was in force on the date."""
        return bool(self._in_force_on(f"C{code}", on))

    def remark_in_force(self, code: str, on: date) -> bool:
        """Whether the remittance advice remark code (RARC), such as MA18, was in force on the date."""
        return bool(self._in_force_on(f"R{code}", on))

    def reason_periods(self, code: str) -> tuple[Period, ...]:
        """The days for which the claim adjustment reason code was in force; empty if it never was."""
        return dated_periods(self, f"C{code}")

    def remark_periods(self, code: str) -> tuple[Period, ...]:
        """The days for which the remittance advice remark code was in force; empty if it never was."""
        return dated_periods(self, f"R{code}")


ADJUSTMENT_CODES: Final = TableKind(
    name="adjustment_codes",
    holds="claim adjustment reason codes (CARC) and remittance advice remark codes (RARC), with their dates",
    carries="adjustments",
    opens=AdjustmentCodeTable,
    reads="load_own_lists:load_own_list",
    layout=own_code_layout("list (CARC or RARC), code, start, end"),
    source="X12 external code lists; the remark codes are maintained by CMS.",
    license="The descriptions are X12's and are not read.",
)

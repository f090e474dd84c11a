"""`opps_b`: how Medicare pays hospitals for a service to an outpatient (OPPS Addendum B)."""

from datetime import date
from typing import Final

from rules.tables.kind import TableKind
from rules.tables.kinds.coded_table import CodedTable


class OutpatientStatusTable(CodedTable):
    """The quarters of Addendum B."""

    __slots__ = ()

    def status(self, code: str, on: date) -> str | None:
        """The status indicator of the code on the date, such as C, J1 or N; None if it is not listed."""
        facts = self._facts_on(code, on)
        return str(facts[0][0]) if facts else None


OPPS_B: Final = TableKind(
    name="opps_b",
    holds="the status indicators of procedure codes under Medicare's outpatient prospective payment system",
    carries="hospital-outpatient-procedures",
    opens=OutpatientStatusTable,
    fewest={"rows": 14_000},
    reads="load_code_lists:load_opps_b",
    layout="""Addendum B of a quarter: csv or workbook, some lines of titles, then columns with the code, its short
description (dropped) and its status indicator (SI).""",
    source="CMS, Hospital Outpatient PPS, Addendum B of a quarter.",
    license="Public domain, but CPT codes and descriptions are the AMA's. Descriptions are dropped.",
)

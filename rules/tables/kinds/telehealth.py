"""`telehealth`: the services that Medicare pays for by telehealth, year by year."""

from datetime import date
from typing import Final

from rules.tables.kind import TableKind
from rules.tables.kinds.coded_table import CodedTable


class TelehealthTable(CodedTable):
    """The years of the list."""

    __slots__ = ()

    def listed(self, code: str, on: date) -> bool:
        """Whether the procedure code is on the list of the date's year."""
        return bool(self._facts_on(code, on))


TELEHEALTH: Final = TableKind(
    name="telehealth",
    holds="the procedure codes that Medicare pays for by telehealth",
    carries="procedures",
    opens=TelehealthTable,
    fewest={"rows": 60},
    reads="load_code_lists:load_telehealth",
    layout="""The list of a year: text, csv or workbook with a title, then the columns code, descriptor (dropped) and
action or status. Codes that were deleted, removed or have expired are left out.""",
    source="CMS, List of Telehealth Services of a calendar year.",
    license="Public domain, but CPT codes and descriptions are the AMA's. Descriptions are dropped.",
)

"""`snf_therapy`: the therapy codes that a skilled nursing facility bills for its residents itself."""

from datetime import date
from typing import Final

from rules.tables.kind import TableKind
from rules.tables.kinds.coded_table import CodedTable
from rules.tables.kinds.own_list import OWN_LICENSE, own_code_layout


class SnfTherapyTable(CodedTable):
    """The loads of the user's list."""

    __slots__ = ()

    def listed(self, code: str, on: date) -> bool:
        """Whether the procedure code is such a therapy on the date."""
        return bool(self._in_force_on(code, on))


SNF_THERAPY: Final = TableKind(
    name="snf_therapy",
    holds="the therapy codes of consolidated billing, which a skilled nursing facility bills for its residents",
    carries="professional-procedures",
    opens=SnfTherapyTable,
    reads="load_own_lists:load_own_list",
    layout=own_code_layout("code, start, end"),
    source="Your own list, for example from file 4 of CMS's Part B MAC update of SNF consolidated billing.",
    license=OWN_LICENSE,
)

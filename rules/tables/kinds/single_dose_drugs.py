"""`single_dose_drugs`: the drugs that come in single-dose containers, whose lines say what was discarded."""

from datetime import date
from typing import Final

from rules.tables.kind import TableKind
from rules.tables.kinds.coded_table import CodedTable
from rules.tables.kinds.own_list import OWN_LICENSE, own_code_layout


class SingleDoseDrugTable(CodedTable):
    """The loads of the user's list."""

    __slots__ = ()

    def listed(self, code: str, on: date) -> bool:
        """Whether the procedure code is a single-dose drug on the date."""
        return bool(self._in_force_on(code, on))


SINGLE_DOSE_DRUGS: Final = TableKind(
    name="single_dose_drugs",
    holds="the procedure codes of drugs in single-dose containers (modifiers JW and JZ)",
    carries="drug-codes",
    opens=SingleDoseDrugTable,
    reads="load_own_lists:load_own_list",
    layout=own_code_layout("code, start, end"),
    source="Your own list, for example from CMS's list of drugs that require JW or JZ.",
    license=OWN_LICENSE,
)

"""`ub_codes`: condition, occurrence, occurrence span and value codes of institutional bills."""

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal, TypeAlias

from rules.tables.kind import TableKind
from rules.tables.kinds.coded_table import CodedTable
from rules.tables.kinds.listed_periods import Period, dated_periods
from rules.tables.kinds.own_list import AHA_LICENSE, own_code_layout

UbKind: TypeAlias = Literal["condition", "occurrence", "span", "value"]
"""Which of the four code sets a code belongs to."""

UB_LETTERS: Final[Mapping[UbKind, str]] = {"condition": "C", "occurrence": "O", "span": "S", "value": "V"}
"""The letter before a code of each code set: 11 exists as condition, occurrence and value code."""


class UbCodeTable(CodedTable):
    """The loads of the four code sets."""

    __slots__ = ()

    def known(self, kind: UbKind, code: str, on: date) -> bool:
        """Whether the code of this kind is assigned on the date."""
        return bool(self._in_force_on(UB_LETTERS[kind] + code, on))

    def periods(self, kind: UbKind, code: str) -> tuple[Period, ...]:
        """The days for which the code of this kind is assigned; empty if it never was."""
        return dated_periods(self, UB_LETTERS[kind] + code)


UB_CODES: Final = TableKind(
    name="ub_codes",
    holds="the condition, occurrence, occurrence span and value codes, with their dates",
    carries="ub-codes",
    opens=UbCodeTable,
    reads="load_own_lists:load_own_list",
    layout=own_code_layout("kind (condition, occurrence, span or value), code (2 characters), start, end"),
    source="NUBC, UB-04 Data Specifications Manual.",
    license=AHA_LICENSE,
)

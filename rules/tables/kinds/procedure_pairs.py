"""`ncci_ptp` and `ncci_ptp_medicaid`: codes that are not both paid on one day (NCCI procedure-to-procedure)."""

import json
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeAlias

from rules.tables.released_table import LoadedRelease, ReleasedTable
from rules.tables.rows import PairRow

_Columns: TypeAlias = tuple[Sequence[int], Sequence[int], Sequence[int]]

_WIDTH = 5
# The sets of partners that are kept at once, over all releases: some 160 codes each.
_MOST_SETS = 1024
# The pairs that are kept as they were found: claims have few, and the same ones again.
_MOST_PAIRS = 16_384
_NOBODY: frozenset[str] = frozenset()


class PairRelease(LoadedRelease):
    """One release: per code the sorted numbers of its partners, and of what is said of each pair; all of it mapped.

    Two levels (measured in performance.md): the codes are sorted, and the place of a code is its number; the rows of
    the code with number n stand from `first[n]` to `first[n + 1]`.
    """

    __slots__ = ("_codes", "_columns", "_met", "_names", "_values")

    def __init__(self, path: Path, kind: str) -> None:
        super().__init__(path, kind)
        text = bytes(self.file.column("codes")).decode("ascii")
        self._names = [text[at : at + _WIDTH] for at in range(0, len(text), _WIDTH)]
        self._codes: dict[str, int] = {code: at for at, code in enumerate(self._names)}
        self._values: list[tuple[date, date, Literal["0", "1"]]] = [
            (date.fromisoformat(start), date.fromisoformat(end), indicator)
            for start, end, indicator in json.loads(self.file.text("values"))
        ]
        # Practitioners' columns first, then hospitals': a truth value is the index.
        self._columns: tuple[_Columns, ...] = tuple(
            (self.file.column(f"{mark}_first"), self.file.column(f"{mark}_partner"), self.file.column(f"{mark}_value"))
            for mark in "ph"
        )
        self._met: dict[tuple[str, str, bool], tuple[PairRow, ...]] = {}

    def partners(self, column_1: str, *, hospital: bool) -> frozenset[str]:
        """The column-2 codes below the column-1 code, at any time."""
        number = self._codes.get(column_1)
        if number is None:
            return _NOBODY
        first, partner, _ = self._columns[hospital]
        numbers = partner[first[number] : first[number + 1]]
        return frozenset(self._names[at] for at in numbers)

    def pair(self, column_1: str, column_2: str, on: date, *, hospital: bool) -> PairRow | None:
        """The pair as it is in force on the date."""
        key = (column_1, column_2, hospital)
        rows = self._met.get(key)
        if rows is None:
            rows = self._rows(column_1, column_2, self._columns[hospital])
            if len(self._met) >= _MOST_PAIRS:
                self._met.clear()
            self._met[key] = rows
        for row in rows:
            if row.start <= on <= row.end:
                return row
        return None

    def _rows(self, column_1: str, column_2: str, columns: _Columns) -> tuple[PairRow, ...]:
        """Every row of the pair: most have one, a pair that came back has more."""
        number, other = self._codes.get(column_1), self._codes.get(column_2)
        if number is None or other is None:
            return ()
        first, partner, value = columns
        end = first[number + 1]
        at, found = bisect_left(partner, other, first[number], end), []
        while at < end and partner[at] == other:
            start, through, indicator = self._values[value[at]]
            found.append(PairRow(column_1=column_1, column_2=column_2, start=start, end=through, indicator=indicator))
            at += 1
        return tuple(found)

    def entries(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Every pair with what is said of it: hospitals' pairs, then practitioners', each in the order of the codes."""
        codes = self._names
        for hospital, words in ((True, "hospital"), (False, "practitioner")):
            first, partner, value = self._columns[hospital]
            for number, code in enumerate(codes):
                for at in range(first[number], first[number + 1]):
                    start, end, indicator = self._values[value[at]]
                    fact = (start.isoformat(), end.isoformat(), indicator)
                    yield f"{words} {code} {codes[partner[at]]}", fact


class ProcedurePairTable(ReleasedTable[PairRelease]):
    """The releases of the pairs of one edition; each is cumulative, so the newest answers for all days before it."""

    __slots__ = ("_sets",)

    open_release = PairRelease

    def __init__(self, name: str, releases: list[PairRelease]) -> None:
        super().__init__(name, releases)
        self._sets: OrderedDict[tuple[str, bool], frozenset[str]] = OrderedDict()

    def partners(self, column_1: str, *, hospital: bool) -> frozenset[str]:
        """Every column-2 code that stands below the column-1 code in any release; empty where there is none."""
        key = (column_1, hospital)
        found = self._sets.get(key)
        if found is None:
            found = _NOBODY.union(*(each.partners(column_1, hospital=hospital) for each in self.releases))
            if found:
                if len(self._sets) >= _MOST_SETS:
                    self._sets.popitem(last=False)
                self._sets[key] = found
        return found

    def pair(self, column_1: str, column_2: str, on: date, *, hospital: bool) -> PairRow | None:
        """The pair as it is in force on the date; never one whose modifier indicator is 9."""
        release = self.at(on)
        return None if release is None else release.pair(column_1, column_2, on, hospital=hospital)

"""`ncci_ptp` and `ncci_ptp_medicaid`: codes that are not both paid on one day (NCCI procedure-to-procedure)."""

import re
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeAlias

from rules.tables.error import TableError
from rules.tables.released_table import LoadedRelease, ReleasedTable
from rules.tables.rows import PairRow

_Columns: TypeAlias = tuple[Sequence[int], Sequence[int], Sequence[int]]

_CODES: Final = re.compile(".{5}")
# The sets of partners that are kept at once, over all releases: some 160 codes each.
_MOST_SETS = 1024
# The pairs of which the place is kept: claims have few, and the same ones again.
_MOST_PAIRS = 16_384
_NOBODY: frozenset[str] = frozenset()


class PairRelease(LoadedRelease):
    """One release: per code the sorted numbers of its partners, and of what is said of each pair.

    Two levels: the codes are sorted, and the place of a code is its number; the rows of
    the code with number n stand from `first[n]` to `first[n + 1]`.
    """

    __slots__ = ("_codes", "_columns", "_end", "_facts", "_indicator", "_met", "_names", "_start")

    def __init__(self, path: Path, kind: str) -> None:
        super().__init__(path, kind)
        if not self.file.has_column("value_start"):
            raise TableError(path, "was written by another version: load it again")
        text = bytes(self.file.column("codes")).decode("ascii")
        self._names: list[str] = _CODES.findall(text)
        self._codes: dict[str, int] = dict(zip(self._names, range(len(self._names)), strict=True))
        self._start: Sequence[int] = self.file.column("value_start")
        self._end: Sequence[int] = self.file.column("value_end")
        self._indicator: Sequence[int] = self.file.column("value_indicator")
        # Practitioners' columns first, then hospitals': a truth value is the index.
        self._columns: list[_Columns | None] = [None, None]
        self._met: dict[tuple[str, str, bool], int] = {}
        # Of millions of pairs the same few things are said: they began and ended with some quarter.
        self._facts: list[PairRow | None] = [None] * len(self._start)

    def partners(self, column_1: str, *, hospital: bool) -> frozenset[str]:
        """The column-2 codes below the column-1 code, at any time."""
        number = self._codes.get(column_1)
        if number is None:
            return _NOBODY
        first, partner, _ = self._columns[hospital] or self._map(hospital=hospital)
        numbers = partner[first[number] : first[number + 1]]
        return frozenset(self._names[at] for at in numbers)

    def pair(self, column_1: str, column_2: str, on: date, *, hospital: bool) -> PairRow | None:
        """What is said of the pair on the date."""
        key = (column_1, column_2, hospital)
        at = self._met.get(key)
        if at is None:
            at = self._place(*key)
            if len(self._met) >= _MOST_PAIRS:
                self._met.clear()
            self._met[key] = at
        if at < 0:
            return None
        said = (self._columns[hospital] or self._map(hospital=hospital))[2][at]
        row = self._facts[said] or self._fact(said)
        return row if row.start <= on <= row.end else self._later(column_1, at, on, hospital=hospital)

    def _place(self, column_1: str, column_2: str, hospital: bool) -> int:
        """Where the pair stands first; less than 0 where it does not."""
        number, other = self._codes.get(column_1), self._codes.get(column_2)
        if number is None or other is None:
            return -1
        first, partner, _ = self._columns[hospital] or self._map(hospital=hospital)
        end = first[number + 1]
        at = bisect_left(partner, other, first[number], end)
        return at if at < end and partner[at] == other else -1

    def _later(self, column_1: str, at: int, on: date, *, hospital: bool) -> PairRow | None:
        """What is said of the pair on the date by its rows behind the first: a pair may have come back."""
        first, partner, value = self._columns[hospital] or self._map(hospital=hospital)
        for later in range(at + 1, first[self._codes[column_1] + 1]):
            if partner[later] != partner[at]:
                break
            row = self._fact(value[later])
            if row.start <= on <= row.end:
                return row
        return None

    def _fact(self, said: int) -> PairRow:
        """What the value with this number says."""
        row = PairRow(
            start=date.fromordinal(self._start[said]),
            end=date.fromordinal(self._end[said]),
            indicator="1" if self._indicator[said] else "0",
        )
        self._facts[said] = row
        return row

    def _map(self, *, hospital: bool) -> _Columns:
        """The columns of practitioners or of hospitals."""
        first, partner, value = (self.file.column(f"{'ph'[hospital]}_{part}") for part in ("first", "partner", "value"))
        found = (first, partner, value)
        self._columns[hospital] = found
        return found

    def entries(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Every pair with what is said of it: hospitals' pairs, then practitioners', each in the order of the codes."""
        codes = self._names
        for hospital, words in ((True, "hospital"), (False, "practitioner")):
            first, partner, value = self._columns[hospital] or self._map(hospital=hospital)
            for number, code in enumerate(codes):
                for at in range(first[number], first[number + 1]):
                    row = self._fact(value[at])
                    fact = (row.start.isoformat(), row.end.isoformat(), row.indicator)
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
        release = self._by_date.get(on) or self.at(on)
        return None if release is None else release.pair(column_1, column_2, on, hospital=hospital)

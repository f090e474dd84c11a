"""`ncci_ptp` and `ncci_ptp_medicaid`: NCCI procedure-to-procedure pairs, which are not both paid on one day."""

import re
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final, Literal, TypeAlias

from rules.tables.error import TableError
from rules.tables.kind import TableKind
from rules.tables.released_table import LoadedRelease, ReleasedTable
from rules.tables.table_file import TableFile
from schemas.value import value

_Columns: TypeAlias = tuple[Sequence[int], Sequence[int], Sequence[int]]

_CODES: Final = re.compile(".{5}")
# How many sets of partners are kept, over all releases: about 160 codes each.
_MOST_SETS = 1024
# How many pairs' positions are kept: claims have few pairs, and repeat them.
_MOST_PAIRS = 16_384
_NO_CODES: Final[frozenset[str]] = frozenset()


@value
class PairRow:
    """A pair of procedure codes while it is in force: the second is part of the first."""

    start: date
    end: date
    """`date.max` where no end is known."""
    indicator: Literal["0", "1"]
    """Whether a modifier can show that the services were separate: 0 never, 1 yes."""


class PairRelease(LoadedRelease):
    """One release: for each code, the sorted numbers of its partners and of each pair's row.

    Codes are sorted, and a code's position is its number. The pairs of code number n are at `first[n]` to
    `first[n + 1]`.
    """

    __slots__ = ("_codes", "_columns", "_end", "_facts", "_indicator", "_met", "_names", "_start")

    def __init__(self, file: TableFile) -> None:
        super().__init__(file)
        if not self.file.has_column("value_start"):
            raise TableError(file.path, "was written by another version of the program: load it again")
        text = bytes(self.file.column("codes")).decode("ascii")
        self._names: list[str] = _CODES.findall(text)
        self._codes: dict[str, int] = dict(zip(self._names, range(len(self._names)), strict=True))
        self._start: Sequence[int] = self.file.column("value_start")
        self._end: Sequence[int] = self.file.column("value_end")
        self._indicator: Sequence[int] = self.file.column("value_indicator")
        # Practitioners' columns, then hospitals': `hospital` is the index.
        self._columns: list[_Columns | None] = [None, None]
        self._met: dict[tuple[str, str, bool], int] = {}
        # Millions of pairs share few rows: they begin and end with some quarter.
        self._facts: list[PairRow | None] = [None] * len(self._start)

    def partners(self, column_1: str, *, hospital: bool) -> frozenset[str]:
        """The column-2 codes of the column-1 code, at any time."""
        number = self._codes.get(column_1)
        if number is None:
            return _NO_CODES
        first, partner, _ = self._columns[hospital] or self._map(hospital=hospital)
        numbers = partner[first[number] : first[number + 1]]
        return frozenset(self._names[at] for at in numbers)

    def pair(self, column_1: str, column_2: str, on: date, *, hospital: bool) -> PairRow | None:
        """The pair as it is in force on the date."""
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
        """The first position of the pair; -1 if there is no such pair."""
        number, other = self._codes.get(column_1), self._codes.get(column_2)
        if number is None or other is None:
            return -1
        first, partner, _ = self._columns[hospital] or self._map(hospital=hospital)
        end = first[number + 1]
        at = bisect_left(partner, other, first[number], end)
        return at if at < end and partner[at] == other else -1

    def _later(self, column_1: str, at: int, on: date, *, hospital: bool) -> PairRow | None:
        """The pair as it is in force on the date by its later rows: a pair may have returned."""
        first, partner, value = self._columns[hospital] or self._map(hospital=hospital)
        for later in range(at + 1, first[self._codes[column_1] + 1]):
            if partner[later] != partner[at]:
                break
            row = self._fact(value[later])
            if row.start <= on <= row.end:
                return row
        return None

    def _fact(self, said: int) -> PairRow:
        """The row with this number."""
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
        """Every pair with its row: hospitals' pairs, then practitioners', each in the order of the codes."""
        codes = self._names
        for hospital, words in ((True, "hospital"), (False, "practitioner")):
            first, partner, value = self._columns[hospital] or self._map(hospital=hospital)
            for number, code in enumerate(codes):
                for at in range(first[number], first[number + 1]):
                    row = self._fact(value[at])
                    fact = (row.start.isoformat(), row.end.isoformat(), row.indicator)
                    yield f"{words} {code} {codes[partner[at]]}", fact


class ProcedurePairTable(ReleasedTable[PairRelease]):
    """The releases of one edition; each is cumulative, so the newest answers for all days before it."""

    __slots__ = ("_sets",)

    release_class = PairRelease

    def __init__(self, name: str, releases: list[PairRelease]) -> None:
        super().__init__(name, releases)
        self._sets: OrderedDict[tuple[str, bool], frozenset[str]] = OrderedDict()

    def partners(self, column_1: str, *, hospital: bool) -> frozenset[str]:
        """Every column-2 code of the column-1 code in any release; empty if there is none.

        It is asked once for each code of a claim, so that `pair` is asked only if a partner is on the claim too.

        Args:
            column_1: a procedure code.
            hospital: whether the outpatient hospital's pairs apply, not the practitioners'.
        """
        key = (column_1, hospital)
        found = self._sets.get(key)
        if found is None:
            found = _NO_CODES.union(*(each.partners(column_1, hospital=hospital) for each in self.releases))
            if found:
                if len(self._sets) >= _MOST_SETS:
                    self._sets.popitem(last=False)
                self._sets[key] = found
        return found

    def pair(self, column_1: str, column_2: str, on: date, *, hospital: bool) -> PairRow | None:
        """The pair as it is in force on the date; never one whose modifier indicator is 9."""
        release = self._by_date.get(on) or self.at(on)
        return None if release is None else release.pair(column_1, column_2, on, hospital=hospital)


_LAYOUT: Final = """All files of a quarter, of practitioners and of outpatient hospitals, loaded together: \
tab-separated text in latin-1, with a notice of the AMA, a title and a header over several lines; then column 1, \
column 2, a mark for pairs from before 1996, first day, last day or *, modifier indicator 0, 1 or 9, and rationale. A \
pair whose first day is its last was never in force, and indicator 9 is only on such pairs: both are left out."""
_LICENSE: Final = "Public domain, but the CPT codes in it are the AMA's. Rationales are not kept."

NCCI_PTP: Final = TableKind(
    name="ncci_ptp",
    holds="Medicare's NCCI procedure-to-procedure pairs",
    carries="medicare-ncci",
    opens=ProcedurePairTable,
    fewest={"pairs of practitioners": 1_000_000, "pairs of outpatient hospitals": 800_000},
    reads="load_pairs:load_pairs",
    layout=_LAYOUT,
    source="CMS, NCCI procedure-to-procedure edits of a quarter, practitioner and outpatient hospital.",
    license=_LICENSE,
)

NCCI_PTP_MEDICAID: Final = TableKind(
    name="ncci_ptp_medicaid",
    holds="Medicaid's NCCI procedure-to-procedure pairs",
    carries="medicaid-ncci",
    opens=ProcedurePairTable,
    fewest={"pairs of practitioners": 500_000, "pairs of outpatient hospitals": 500_000},
    reads="load_pairs:load_pairs",
    layout=f"{_LAYOUT} Medicaid's files lack the mark, and an open last day is empty. Pairs of suppliers are left out.",
    source="CMS, Medicaid NCCI procedure-to-procedure edits of a quarter, practitioner and outpatient hospital.",
    license=_LICENSE,
)

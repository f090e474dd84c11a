"""The dated codes of ICD-10: which were billable on a date, what a header covers, and what replaced what."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final

from rules.tables.descriptions import Descriptions
from rules.tables.shipped.icd_row import IcdRow
from rules.tables.shipped_table import ShippedTable
from rules.tables.table_file import TableFile

_DAY = timedelta(days=1)
# A code fills its eight bytes from the left, so keys sort as codes do.
_WIDTH = 8

ORDER_FILE_LAYOUT: Final = """An order file: text in fixed columns. 1-5 number, 7-13 code, 15 billable (0 or 1), \
17-76 short description, 78 and after long description.
The file has no dates. It is loaded on top of what is known: a code that was in force the day before continues, a new
code begins with the release, and a missing code ended the day before.
A file whose dates are known already, such as one of an earlier year, only adds descriptions of codes that have none.
For flags, give the text edition of CMS's Definitions of Medicare Code Edits of the same fiscal year in the same load
(`codes load icd10cm ORDER.zip MCE.zip`). The codes then have the flags it lists from the first day of the release on.
Without it, codes keep their flags and new codes have none. The definitions have a title with a version and dates,
numbered sections, lettered parts, and under them lines of a code, a tab or blanks, and a description. External causes
of morbidity are the codes V to Y. Any other line, and any code that the order file lacks, stops the load."""


class DatedCodes(ShippedTable):
    """The dated rows of one ICD-10 code system, found by bisection in its file.

    Codes are undotted and upper case. A code may have several rows, and may be billable on one date and a header on
    another. Rows are kept once found, so looking a code up again is one dictionary access. Unknown codes are not kept.
    """

    __slots__ = (
        "_descriptions",
        "_flag_of",
        "_flag_sets",
        "_key",
        "_met",
        "_period_of",
        "_periods",
        "_replaced",
    )

    DATED_COLUMNS: Final = ("code", "period", "flags")
    """The columns of numbers of a file of dated codes."""

    def __init__(self, folder: Path, file: Path | None = None) -> None:
        super().__init__(folder, file)
        self._key = self.file.column("code")
        self._period_of = self.file.column("period")
        self._flag_of = self.file.column("flags")
        horizon = self.in_force_through
        self._periods = [
            # A row that ends with the release has no known end: the next release continues it.
            (date.fromisoformat(start), date.max if date.fromisoformat(end) == horizon else date.fromisoformat(end))
            for start, end in self.file.header["periods"]
        ]
        self._flag_sets = [frozenset(flags.split()) for flags in self.file.header["flag_sets"]]
        self._met: dict[str, tuple[IcdRow, ...]] = {}
        self._replaced: tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]] | None = None
        # A loaded release has the descriptions of all its codes; the shipped ones are in a file of their own.
        if self.file.has_column("descriptions"):
            self._descriptions = Descriptions(lambda: self.file.column_bytes("descriptions"))
        else:
            kind = f"{self.name}_descriptions"
            words = TableFile(folder / f"{kind}.table", kind)
            self._descriptions = Descriptions(lambda: words.column_bytes("descriptions"))

    def descriptions(self) -> dict[str, str]:
        """Every code that has a description, with it."""
        return self._descriptions.every()

    def row_on(self, code: str, on: date) -> IcdRow | None:
        """The row that makes the code billable on the date, if there is one."""
        rows = self._met.get(code)
        if rows is None:
            rows = self.history(code)
        for row in rows:
            if row.start <= on <= row.end:
                return row
        return None

    def history(self, code: str) -> tuple[IcdRow, ...]:
        """All rows of the code by date; empty if it never was billable."""
        rows = self._met.get(code)
        if rows is None:
            at = self._first_at_or_after(code)
            found = []
            while at < self.rows and self._code_at(at) == code:
                found.append(self._row_at(at))
                at += 1
            rows = tuple(found)
            if rows:
                self._met[code] = rows
        return rows

    def entries(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Every code with its rows: first day, last day, flags."""
        for code in self.all_codes():
            for row in self.history(code):
                yield code, (row.start.isoformat(), row.end.isoformat(), *sorted(row.flags))

    def kept_header(self) -> dict[str, str]:
        """What a release loaded on top of this one keeps of its header."""
        name = "categories_with_seventh_character"
        return {name: self.file.header[name]} if name in self.file.header else {}

    def replaced(self) -> str:
        """The published conversions as stored: a line for each ended code, with the codes that replaced it."""
        return self.file.text("replaced")

    def all_codes(self) -> Iterator[str]:
        """Every code that was ever billable, in order."""
        last = 0
        for at, key in enumerate(self._key):
            if key != last:
                last = key
                yield self._code_at(at)

    def below(self, code: str, on: date, most: int | None = None) -> tuple[str, ...]:
        """The codes billable on the date that begin with this one and are longer, in order.

        Args:
            code: a category or subcategory.
            on: the date.
            most: how many are enough; None for all, which can be two thousand.
        """
        return tuple(islice(self._codes_below(code, self._periods_of(on)), most))

    def successors(self, code: str, on: date) -> tuple[str, ...]:
        """What replaced a code that is no longer billable: codes billable on the date, in order.

        These are the longer codes that began when it ended; if there are none, those in the published conversion table;
        else all codes of the same category that began then. A replacement that has itself ended is followed further.
        """
        found: set[str] = set()
        self._follow(code, on, found, {code})
        return tuple(sorted(found))

    def predecessors(self, code: str) -> tuple[str, ...]:
        """The codes that this one replaced when they ended, in order; empty if there are none."""
        history = self.history(code)
        if not history:
            return ()
        ended = [at for at, (_, end) in enumerate(self._periods) if end == history[0].start - _DAY]
        candidates = {*self._codes_below(code[:3], ended), *self._conversions()[1].get(code, ())}
        candidates.update(code[:length] for length in range(3, len(code)))
        return tuple(sorted(each for each in candidates if self._replaced_by(each, code)))

    def description(self, code: str) -> str | None:
        """The official description; None if the sources of the table have none.

        The descriptions are decompressed on first use: no edit needs them.
        """
        return self._descriptions.of(code)

    def _follow(self, code: str, on: date, found: set[str], seen: set[str]) -> None:
        history = self.history(code)
        if not history or history[-1].end >= on:
            return
        for each in self._replacements(code, history[-1].end + _DAY):
            if self.row_on(each, on) is not None:
                found.add(each)
            elif each not in seen:
                seen.add(each)
                self._follow(each, on, found, seen)

    def _replaced_by(self, code: str, other: str) -> bool:
        ends = (row.end for row in self.history(code) if row.end != date.max)
        return any(other in self._replacements(code, end + _DAY) for end in ends)

    def _replacements(self, code: str, since: date) -> tuple[str, ...]:
        """What replaced a code on the first day it was no longer billable; empty if it still was."""
        history = self.history(code)
        if not any(row.end == since - _DAY for row in history) or self.row_on(code, since) is not None:
            return ()
        children = self._begun_below(code, since)
        if children:
            return children
        converted = tuple(each for each in self._conversions()[0].get(code, ()) if self.row_on(each, since) is not None)
        return converted or self._begun_beside(code, since)

    def _begun_beside(self, code: str, since: date) -> tuple[str, ...]:
        """The codes of the same category (the first three characters) that began on the day."""
        return self._begun_below(code[:3], since)

    def _begun_below(self, code: str, since: date) -> tuple[str, ...]:
        begun = [at for at, (start, _) in enumerate(self._periods) if start == since]
        return tuple(each for each in self._codes_below(code, begun) if self.row_on(each, since - _DAY) is None)

    def _conversions(self) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
        """The published replacements, both ways: old → new, new → old."""
        if self._replaced is None:
            forward: dict[str, list[str]] = {}
            back: dict[str, list[str]] = {}
            for line in self.file.text("replaced").split("\n"):
                if line:
                    old, *new = line.split(" ")
                    forward.setdefault(old, []).extend(new)
                    for each in new:
                        back.setdefault(each, []).append(old)
            self._replaced = ({k: tuple(v) for k, v in forward.items()}, {k: tuple(v) for k, v in back.items()})
        return self._replaced

    def _periods_of(self, on: date) -> list[int]:
        return [at for at, (start, end) in enumerate(self._periods) if start <= on <= end]

    def _codes_below(self, code: str, periods: Collection[int]) -> Iterator[str]:
        """The longer codes that begin with this one and have a row in one of the periods, in order."""
        first, past = self._range_below(code)
        wanted = frozenset(periods)
        period_of = self._period_of
        last = None
        for at in range(first, past):
            if period_of[at] in wanted and (key := self._key[at]) != last:
                last = key
                yield self._code_at(at)

    def _range_below(self, code: str) -> tuple[int, int]:
        """The rows of the longer codes that begin with this one."""
        if not code.isascii() or len(code) >= _WIDTH:
            return 0, 0
        own = int.from_bytes(code.encode().ljust(_WIDTH, b"\0"), "big")
        last = int.from_bytes(code.encode().ljust(_WIDTH, b"\xff"), "big")
        return bisect_right(self._key, own), bisect_right(self._key, last)

    def _first_at_or_after(self, code: str) -> int:
        # '?' replaces non-ASCII characters: it is in no code, so nothing is found.
        key = int.from_bytes(code.encode("ascii", "replace")[:_WIDTH].ljust(_WIDTH, b"\0"), "big")
        return bisect_left(self._key, key)

    def _code_at(self, at: int) -> str:
        return int(self._key[at]).to_bytes(_WIDTH, "big").rstrip(b"\0").decode("ascii")

    def _row_at(self, at: int) -> IcdRow:
        start, end = self._periods[self._period_of[at]]
        return IcdRow(code=self._code_at(at), start=start, end=end, flags=self._flag_sets[self._flag_of[at]])

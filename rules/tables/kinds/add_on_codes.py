"""`aoc`: services that are only billed with another one (NCCI add-on code edits)."""

from datetime import date
from typing import Final, Literal

from rules.tables.coded_rows import keep
from rules.tables.kind import TableKind
from rules.tables.released_table import CodedRelease, ReleasedTable
from schemas.value import value


@value
class AddOnRow:
    """An add-on code."""

    code: str
    kind: Literal[1, 2, 3]
    """1: all its primary codes are listed. 2: none is, the contractor decides. 3: some are."""
    primaries: frozenset[str]
    """The listed primary codes in force on the date asked for; empty for kind 2."""


class AddOnCodeTable(ReleasedTable[CodedRelease]):
    """The releases of the add-on code edits.

    A fact is one row of the file: kind, primary code or None, first and last day of the edit, last day of the add-on
    code, last day of the primary.
    """

    __slots__ = ("_met",)

    def __init__(self, name: str, releases: list[CodedRelease]) -> None:
        super().__init__(name, releases)
        self._met: dict[tuple[str, date], AddOnRow | None] = {}

    def add_on(self, code: str, on: date) -> AddOnRow | None:
        """The add-on code with its primaries in force on the date; None if the code is not an add-on then."""
        try:
            return self._met[code, on]
        except KeyError:
            row = self._row(code, on)
            keep(self._met, (code, on), row)
            return row

    def _row(self, code: str, on: date) -> AddOnRow | None:
        release = self.at(on)
        if release is None:
            return None
        day = on.isoformat()
        # ISO dates sort as the days do.
        held = [fact for fact in release.coded.facts(code) if fact[2] <= day <= min(fact[3], fact[4], fact[5])]
        if not held:
            return None
        return AddOnRow(
            code=code, kind=held[0][0], primaries=frozenset(fact[1] for fact in held if fact[1] is not None)
        )


AOC: Final = TableKind(
    name="aoc",
    holds="the NCCI add-on codes with their primary codes",
    carries="ncci",
    opens=AddOnCodeTable,
    fewest={"rows": 2_000},
    reads="load_add_on_codes:load_add_on_codes",
    layout="""A workbook or tab-separated text (a notice, then the header), or text in fixed columns in the same order:
edit type, add-on code, its last day, primary code (CCCCC: the contractor decides), its last day, first and last day of
the edit, notes. Dates are YYYYDDD (year and day of the year); zeros or blanks mean no date.""",
    source="CMS, NCCI add-on code edits of a quarter.",
    license="Public domain, but the CPT codes in it are the AMA's. Notes are not kept.",
)

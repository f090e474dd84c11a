"""`aoc`: services that are only given with another one (NCCI add-on code edits)."""

from datetime import date

from rules.tables.coded_rows import keep
from rules.tables.released_table import CodedRelease, ReleasedTable
from rules.tables.rows import AddOnRow


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
        """The add-on code with its primaries in force on the date; None where the code is no add-on then."""
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
        # Dates in this form sort as the days do.
        held = [fact for fact in release.coded.facts(code) if fact[2] <= day <= min(fact[3], fact[4], fact[5])]
        if not held:
            return None
        return AddOnRow(
            code=code, kind=held[0][0], primaries=frozenset(fact[1] for fact in held if fact[1] is not None)
        )

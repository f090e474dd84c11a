"""`cpt` and `hipps`: procedure codes of lines, with the days between which they may be billed."""

from datetime import date

from rules.tables.coded_rows import keep
from rules.tables.released_table import CodedRelease, ReleasedTable, days
from rules.tables.rows import ProcedureCodeRow


class ProcedureCodeTable(ReleasedTable[CodedRelease]):
    """The releases of a list of procedure codes."""

    __slots__ = ("_met",)

    def __init__(self, name: str, releases: list[CodedRelease]) -> None:
        super().__init__(name, releases)
        self._met: dict[tuple[CodedRelease, str], tuple[ProcedureCodeRow, ...]] = {}

    def row_on(self, code: str, on: date) -> ProcedureCodeRow | None:
        """The code as it is in force on the date."""
        release = self.at(on)
        if release is not None:
            for row in self._rows_of(release, code):
                if row.start <= on <= row.end:
                    return row
        return None

    def history(self, code: str) -> tuple[ProcedureCodeRow, ...]:
        """All rows of the code by date, from every release; empty where none ever had it.

        Releases that only say which codes are in force carry a code on from one to the next: their rows are joined.
        """
        every = sorted(
            {(row.start, row.end): row for each in self.releases for row in self._rows_of(each, code)}.values(),
            key=lambda row: (row.start, row.end),
        )
        joined: list[ProcedureCodeRow] = []
        for row in every:
            if joined and row.start.toordinal() <= joined[-1].end.toordinal() + 1:
                last = joined.pop()
                row = ProcedureCodeRow(
                    code=code, start=last.start, end=max(last.end, row.end), description=row.description
                )
            joined.append(row)
        return tuple(joined)

    def _rows_of(self, release: CodedRelease, code: str) -> tuple[ProcedureCodeRow, ...]:
        rows = self._met.get((release, code))
        if rows is None:
            facts = release.coded.facts(code) if len(code) == 5 else ()
            words = release.description(code) if facts else None
            rows = tuple(
                ProcedureCodeRow(code=code, start=start, end=end, description=words)
                for fact in facts
                for start, end in (days(fact),)
            )
            keep(self._met, (release, code), rows)
        return rows

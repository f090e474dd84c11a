"""`cpt` and `hipps`: procedure codes of lines, with the days between which they may be billed."""

from datetime import date
from typing import Final

from rules.tables.coded_rows import keep
from rules.tables.kind import PUBLIC_DOMAIN, TableKind
from rules.tables.kinds.own_list import own_code_layout
from rules.tables.released_table import CodedRelease, ReleasedTable, days
from schemas.value import value


@value
class ProcedureCodeRow:
    """A procedure code with the days between which it may be billed; `date.max` where no end is known."""

    code: str
    start: date
    end: date
    description: str | None = None
    """Only where the user's license allows keeping it."""


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
        """All rows of the code by date, from every release; empty if none ever had it.

        Releases that only say which codes are in force continue a code from one to the next: their rows are joined.
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


CPT: Final = TableKind(
    name="cpt",
    holds="the CPT codes that may be billed on a date",
    carries="cpt",
    opens=ProcedureCodeTable,
    fewest={"rows": 8_000},
    reads="load_cpt:load_cpt",
    layout="""Either your own list of codes, or the fee schedule file PPRRVU of a quarter (see `codes layout mpfs`),
whose CPT codes are then in force for the quarter.
A list has one column of codes, with or without a heading. Other columns are read by their headings: start and end
(dates), description.""",
    source="AMA, CPT; or CMS, Physician Fee Schedule relative value files.",
    license="CPT is the AMA's; hold its license. Descriptions are dropped unless --i-hold-a-license is given.",
)

HIPPS: Final = TableKind(
    name="hipps",
    holds="the HIPPS codes of prospective payment systems, with their dates",
    carries="hipps",
    opens=ProcedureCodeTable,
    reads="load_own_lists:load_own_list",
    layout=own_code_layout("code, start, end, description (optional, kept)"),
    source="CMS, HIPPS codes (master list).",
    license=PUBLIC_DOMAIN,
)

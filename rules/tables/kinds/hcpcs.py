"""`hcpcs`: HCPCS Level II codes and modifiers, with the days between which they may be billed (CMS)."""

from datetime import date
from typing import Final

from rules.tables.coded_rows import keep
from rules.tables.kind import TableKind
from rules.tables.released_table import CodedRelease, ReleasedTable, days
from schemas.value import value

_MODIFIER: Final = 2
_CODE: Final = 5


@value
class HcpcsRow:
    """A HCPCS Level II code with the days between which it may be billed; `date.max` where no end is known."""

    code: str
    start: date
    end: date
    description: str | None = None
    """The long description; None where it belongs to another owner (the dental codes)."""
    coverage: str | None = None
    """Medicare's coverage code: C, D, I, M or S."""


@value
class ModifierRow:
    """A HCPCS Level II modifier with the days between which it may be used; `date.max` where no end is known."""

    modifier: str
    start: date
    end: date
    description: str | None = None


class HcpcsTable(ReleasedTable[CodedRelease]):
    """The releases of HCPCS Level II; each also holds the codes that ended recently."""

    __slots__ = ("_codes", "_modifiers")

    def __init__(self, name: str, releases: list[CodedRelease]) -> None:
        super().__init__(name, releases)
        self._codes: dict[tuple[CodedRelease, str], tuple[HcpcsRow, ...]] = {}
        self._modifiers: dict[tuple[CodedRelease, str], tuple[ModifierRow, ...]] = {}

    def row_on(self, code: str, on: date) -> HcpcsRow | None:
        """The code as it is in force on the date."""
        release = self.at(on)
        if release is not None:
            for row in self._rows_of(release, code):
                if row.start <= on <= row.end:
                    return row
        return None

    def history(self, code: str) -> tuple[HcpcsRow, ...]:
        """All rows of the code by date, from the newest release that has it; empty if none ever had it."""
        return next((rows for each in self.releases if (rows := self._rows_of(each, code))), ())

    def modifier_on(self, modifier: str, on: date) -> ModifierRow | None:
        """The modifier as it is in force on the date."""
        release = self.at(on)
        if release is not None:
            for row in self._modifiers_of(release, modifier):
                if row.start <= on <= row.end:
                    return row
        return None

    def modifier_history(self, modifier: str) -> tuple[ModifierRow, ...]:
        """All rows of the modifier by date; empty if no release ever had it."""
        return next((rows for each in self.releases if (rows := self._modifiers_of(each, modifier))), ())

    def _rows_of(self, release: CodedRelease, code: str) -> tuple[HcpcsRow, ...]:
        rows = self._codes.get((release, code))
        if rows is None:
            facts = release.coded.facts(code) if len(code) == _CODE else ()
            words = release.description(code) if facts else None
            rows = tuple(
                HcpcsRow(code=code, start=start, end=end, description=words, coverage=fact[2])
                for fact in facts
                for start, end in (days(fact),)
            )
            keep(self._codes, (release, code), rows)
        return rows

    def _modifiers_of(self, release: CodedRelease, modifier: str) -> tuple[ModifierRow, ...]:
        rows = self._modifiers.get((release, modifier))
        if rows is None:
            facts = release.coded.facts(modifier) if len(modifier) == _MODIFIER else ()
            words = release.description(modifier) if facts else None
            rows = tuple(
                ModifierRow(modifier=modifier, start=start, end=end, description=words)
                for fact in facts
                for start, end in (days(fact),)
            )
            keep(self._modifiers, (release, modifier), rows)
        return rows


HCPCS: Final = TableKind(
    name="hcpcs",
    holds="HCPCS Level II codes and modifiers, with their dates and Medicare's coverage codes",
    carries="level-ii",
    opens=HcpcsTable,
    reads="load_hcpcs:load_hcpcs",
    fewest={"rows": 6_000},
    layout="""The quarterly release: text in fixed columns, or the same as a workbook or csv.
Columns (HCPC2019_recordlayout): 1-5 code (a modifier in 4-5), 6-10 sequence, 11 record (3 procedure, 7 modifier, 4 and
8 continuations), 12-91 long description, 230 coverage, 269-276 added, 277-284 action effective, 285-292 ended
(inclusive), 293 action.""",
    source="CMS, HCPCS quarterly update.",
    license="Public domain, except the dental codes (CDT), which are the ADA's: their descriptions are dropped unless "
    "--i-hold-a-license is given.",
)

"""`hcpcs`: HCPCS Level II codes and modifiers, with the days between which they may be billed (CMS)."""

from datetime import date

from rules.tables.coded_rows import keep
from rules.tables.released_table import CodedRelease, ReleasedTable, days
from rules.tables.rows import HcpcsRow, ModifierRow

_MODIFIER = 2
_CODE = 5


class HcpcsTable(ReleasedTable[CodedRelease]):
    """The releases of HCPCS Level II; each holds the codes that ended lately too."""

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
        """All rows of the code by date, as the newest release that has it tells them; empty where none ever had it."""
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
        """All rows of the modifier by date; empty where no release ever had it."""
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

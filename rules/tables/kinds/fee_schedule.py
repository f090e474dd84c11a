"""`mpfs`: the indicators of the Medicare physician fee schedule."""

from datetime import date

from rules.tables.coded_rows import keep
from rules.tables.released_table import CodedRelease, ReleasedTable
from rules.tables.rows import FeeRow


class FeeScheduleTable(ReleasedTable[CodedRelease]):
    """The quarters of the fee schedule; a row with a modifier is kept under code and modifier together."""

    __slots__ = ("_met",)

    def __init__(self, name: str, releases: list[CodedRelease]) -> None:
        super().__init__(name, releases)
        self._met: dict[tuple[CodedRelease, str, str | None], FeeRow | None] = {}

    def row(self, code: str, modifier: str | None, on: date) -> FeeRow | None:
        """The row of a code with a modifier (26, TC, 53), or with none, in force on the date."""
        release = self.at(on)
        if release is None:
            return None
        key = (release, code, modifier)
        try:
            return self._met[key]
        except KeyError:
            row = _row(release, code, modifier)
            keep(self._met, key, row)
            return row


def _row(release: CodedRelease, code: str, modifier: str | None) -> FeeRow | None:
    if len(code) != 5 or (modifier is not None and len(modifier) != 2):
        return None
    for fact in release.coded.facts(code if modifier is None else code + modifier):
        status, component, global_days, multiple, bilateral, assistant, co_surgeon, team = fact
        return FeeRow(
            status=status,
            component=component,
            global_days=global_days,
            multiple=multiple,
            bilateral=bilateral,
            assistant=assistant,
            co_surgeon=co_surgeon,
            team=team,
        )
    return None

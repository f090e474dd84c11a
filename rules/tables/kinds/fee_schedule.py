"""`mpfs`: the indicators of the Medicare physician fee schedule."""

from datetime import date
from typing import Final

from rules.tables.coded_rows import keep
from rules.tables.kind import TableKind
from rules.tables.released_table import CodedRelease, ReleasedTable
from schemas.value import value


@value
class FeeRow:
    """A row of the Medicare physician fee schedule: its indicators, one character each except the global days."""

    status: str
    component: str
    """PC/TC: whether the service has a professional and a technical part."""
    global_days: str
    """Length of the global period: 000, 010, 090, or XXX, YYY, ZZZ, MMM."""
    multiple: str
    bilateral: str
    assistant: str
    co_surgeon: str
    team: str


class FeeScheduleTable(ReleasedTable[CodedRelease]):
    """The quarters of the fee schedule; a row with a modifier is kept under code and modifier together."""

    __slots__ = ("_met",)

    def __init__(self, name: str, releases: list[CodedRelease]) -> None:
        super().__init__(name, releases)
        self._met: dict[tuple[CodedRelease, str, str | None], FeeRow | None] = {}

    def row(self, code: str, modifier: str | None, on: date) -> FeeRow | None:
        """The row of a code with a modifier (26, TC, 53), or without one, in force on the date."""
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


MPFS: Final = TableKind(
    name="mpfs",
    holds="the indicators of the Medicare physician fee schedule",
    carries="procedures",
    opens=FeeScheduleTable,
    fewest={"rows": 14_000},
    reads="load_fee_schedule:load_fee_schedule",
    layout="""The relative value file PPRRVU of a quarter, as csv or workbook; of its two editions, the one without
quality payments (nonQPP). Ten lines of titles and headings, then by position: 1 code, 2 modifier, 3 description
(dropped), 4 status, 14 PC/TC, 15 global days, 19 multiple, 20 bilateral, 21 assistant, 22 co-surgeon, 23 team. Later
columns have moved between years and are not read.""",
    source="CMS, Physician Fee Schedule relative value files (RVU) of a quarter.",
    license="Public domain, but CPT codes and descriptions are the AMA's. Descriptions are dropped.",
)

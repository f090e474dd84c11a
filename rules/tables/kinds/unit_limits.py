"""`mue` and `mue_medicaid`: the most units of a code that are plausible (NCCI medically unlikely edits)."""

from datetime import date

from rules.tables.coded_rows import keep
from rules.tables.released_table import CodedRelease, ReleasedTable
from rules.tables.rows import UnitLimit

# Each file is for one kind of provider; its letter stands before the code. Suppliers of equipment bill on the same
# form as practitioners, so that their limit holds where the practitioners' file has none.
PRACTITIONER, HOSPITAL, SUPPLIER = "P", "H", "S"


class UnitLimitTable(ReleasedTable[CodedRelease]):
    """The quarters of the unit limits of one edition."""

    __slots__ = ("_met",)

    def __init__(self, name: str, releases: list[CodedRelease]) -> None:
        super().__init__(name, releases)
        self._met: dict[tuple[CodedRelease, str, bool], UnitLimit | None] = {}

    def limit(self, code: str, on: date, *, hospital: bool) -> UnitLimit | None:
        """The limit of the quarter that the date is in; None where the code has none."""
        release = self.at(on)
        if release is None:
            return None
        key = (release, code, hospital)
        try:
            return self._met[key]
        except KeyError:
            limit = _limit(release, (HOSPITAL,) if hospital else (PRACTITIONER, SUPPLIER), code)
            keep(self._met, key, limit)
            return limit


def _limit(release: CodedRelease, settings: tuple[str, ...], code: str) -> UnitLimit | None:
    for setting in settings:
        for units, adjudication in release.coded.facts(setting + code):
            return UnitLimit(value=units, adjudication=adjudication)
    return None

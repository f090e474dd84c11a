"""`mue` and `mue_medicaid`: the most units of a code that are plausible (NCCI medically unlikely edits)."""

from datetime import date

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
        self._met: dict[tuple[CodedRelease, str], UnitLimit] = {}

    def limit(self, code: str, on: date, *, hospital: bool) -> UnitLimit | None:
        """The limit of the quarter that the date is in; None where the code has none."""
        release = self.at(on)
        if release is None:
            return None
        if hospital:
            return self._limit_of(release, HOSPITAL + code)
        return self._limit_of(release, PRACTITIONER + code) or self._limit_of(release, SUPPLIER + code)

    def _limit_of(self, release: CodedRelease, key: str) -> UnitLimit | None:
        met = self._met.get((release, key))
        if met is None:
            facts = release.coded.facts(key)
            if not facts:
                return None
            met = UnitLimit(value=facts[0][0], adjudication=facts[0][1])
            self._met[release, key] = met
        return met

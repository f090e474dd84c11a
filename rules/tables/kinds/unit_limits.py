"""`mue` and `mue_medicaid`: the most units of a code that are plausible (NCCI medically unlikely edits)."""

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal

from rules.tables.coded_rows import keep
from rules.tables.kind import TableKind
from rules.tables.released_table import CodedRelease, ReleasedTable
from schemas.value import value

# Each file is for one setting; its letter comes before the code. Suppliers of equipment bill on the same form as
# practitioners, so their limit applies where the practitioners' file has none.
PRACTITIONER, HOSPITAL, SUPPLIER = "P", "H", "S"
_SETTINGS: Final = {"practitioner": PRACTITIONER, "hospital": HOSPITAL, "supplier": SUPPLIER}


@value
class UnitLimit:
    """The most units of a procedure code that one patient plausibly has on one day."""

    value: int
    adjudication: Literal[1, 2, 3]
    """How the limit is applied (MAI): 1 to each line, 2 to the day by policy, 3 to the day by clinical benchmark."""


class UnitLimitTable(ReleasedTable[CodedRelease]):
    """The quarters of the unit limits of one edition."""

    __slots__ = ("_met",)

    def __init__(self, name: str, releases: list[CodedRelease]) -> None:
        super().__init__(name, releases)
        self._met: dict[tuple[CodedRelease, str, bool], UnitLimit | None] = {}

    def limit(self, code: str, on: date, *, hospital: bool) -> UnitLimit | None:
        """The limit of the quarter that the date is in; None if the code has none.

        Args:
            code: a procedure code.
            on: the date of service.
            hospital: whether the outpatient hospital's limit applies, not the practitioners'.
        """
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

    def limits(self, code: str, on: date) -> Mapping[str, UnitLimit]:
        """The limits of the code on the date, by setting: practitioner, hospital, supplier."""
        release = self.at(on)
        found = {name: None if release is None else _limit(release, (key,), code) for name, key in _SETTINGS.items()}
        return {name: limit for name, limit in found.items() if limit is not None}


def _limit(release: CodedRelease, settings: tuple[str, ...], code: str) -> UnitLimit | None:
    for setting in settings:
        for units, adjudication in release.coded.facts(setting + code):
            return UnitLimit(value=units, adjudication=adjudication)
    return None


_LAYOUT: Final = """The lists of a quarter, loaded together: practitioners, outpatient hospitals and, if you have it, \
suppliers (DME). Each is csv or a workbook: a notice of the AMA, then a header with the code, the MUE value and the \
adjudication indicator, whose first digit is read (1 line, 2 day by policy, 3 day by clinical benchmark)."""
_LICENSE: Final = "Public domain, but the CPT codes in it are the AMA's. Rationales are not kept."

MUE: Final = TableKind(
    name="mue",
    holds="Medicare's medically unlikely edits: unit limits by procedure code",
    carries="medicare-ncci",
    opens=UnitLimitTable,
    fewest={
        "limits for practitioners": 10_000,
        "limits for outpatient hospitals": 10_000,
        "limits for suppliers": 1_000,
    },
    reads="load_unit_limits:load_unit_limits",
    layout=_LAYOUT,
    source="CMS, NCCI medically unlikely edits of a quarter.",
    license=_LICENSE,
)

MUE_MEDICAID: Final = TableKind(
    name="mue_medicaid",
    holds="Medicaid's medically unlikely edits: unit limits by procedure code",
    carries="medicaid-ncci",
    opens=UnitLimitTable,
    fewest={"limits for practitioners": 5_000, "limits for outpatient hospitals": 5_000, "limits for suppliers": 500},
    reads="load_unit_limits:load_unit_limits",
    layout=f"{_LAYOUT} Medicaid's lists may lack the indicator; every value then applies to a line.",
    source="CMS, Medicaid NCCI medically unlikely edits of a quarter.",
    license=_LICENSE,
)

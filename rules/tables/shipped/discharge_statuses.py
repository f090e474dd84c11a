"""`discharge_status`: the two-digit statuses that say how a patient left a facility, each with its dates."""

from datetime import date
from pathlib import Path
from typing import Final

from rules.tables.kind import PUBLIC_DOMAIN, TableKind
from rules.tables.shipped_table import ShippedTable


class DischargeStatuses(ShippedTable):
    """The statuses of acute hospitals (Medicare Code Editor), and the few that only other facilities use."""

    __slots__ = ("_acute", "_elsewhere")

    name = "discharge_status"

    def __init__(self, folder: Path, file: Path | None = None) -> None:
        super().__init__(folder, file)
        self._acute: dict[str, list[tuple[date, date]]] = {}
        for status, start, end in self.file.header["acute"]:
            period = (date.fromisoformat(start), date.fromisoformat(end))
            self._acute.setdefault(status, []).append(period)
        self._elsewhere = frozenset(self.file.header["elsewhere"])

    def known(self, status: str, on: date, acute: bool) -> bool:
        """Whether the status is valid on a claim with this discharge or through date.

        Args:
            status: two digits, such as `01`.
            on: the discharge or through date.
            acute: whether it is an acute hospital's bill (11x); other bills also allow 09 (outpatient) and 40, 41, 42
                (hospice).
        """
        if not acute and status in self._elsewhere:
            return True
        return any(
            start <= on and (on <= end or end == self.in_force_through) for start, end in self._acute.get(status, ())
        )

    def periods(self, status: str) -> tuple[tuple[date, date], ...]:
        """The days for which the status is assigned (`date.max`: no end is known); empty if it never was."""
        if status in self._elsewhere:
            return ((self.in_force_from, date.max),)
        return tuple(
            (start, date.max if end == self.in_force_through else end) for start, end in self._acute.get(status, ())
        )

    def never_acute(self, status: str) -> bool:
        """Whether the status exists, but never on an acute hospital's bill (11x)."""
        return status in self._elsewhere and status not in self._acute


DISCHARGE_STATUS: Final = TableKind(
    name="discharge_status",
    holds="the discharge statuses of institutional bills, with their dates",
    carries="discharge-status",
    opens=DischargeStatuses,
    layout="Built into the package with each release of the program; it cannot be loaded.",
    source="CMS, Definitions of Medicare Code Edits.",
    license=PUBLIC_DOMAIN,
)

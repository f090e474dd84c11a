"""How a patient left the hospital is told by a status of two digits, and each status has its dates."""

from datetime import date
from pathlib import Path

from rules.tables.table_file import TableFile


class DischargeStatuses:
    """The discharge statuses: those of acute hospitals (Medicare Code Editor), and the few that only others may use."""

    __slots__ = ("_acute", "_elsewhere", "in_force_from", "in_force_through", "name", "release", "rows")

    def __init__(self, folder: Path) -> None:
        file = TableFile(folder / "discharge_status.table", "discharge_status")
        self.name = "discharge_status"
        self.release: str = file.header["release"]
        self.rows: int = file.header["rows"]
        self.in_force_from = file.in_force_from
        self.in_force_through = file.in_force_through
        self._acute: dict[str, list[tuple[date, date]]] = {}
        for status, start, end in file.header["acute"]:
            period = (date.fromisoformat(start), date.fromisoformat(end))
            self._acute.setdefault(status, []).append(period)
        self._elsewhere = frozenset(file.header["elsewhere"])

    def covers(self, on: date) -> bool:
        """Whether the release answers for the date."""
        return self.in_force_from <= on <= self.in_force_through

    def known(self, status: str, on: date, acute: bool) -> bool:
        """Whether the status may stand on a claim whose discharge or through date is this.

        Args:
            status: two digits, such as `01`.
            on: the discharge or through date.
            acute: an acute hospital's bill (11x); on others 09 (outpatient) and 40, 41, 42 (hospice) exist too.
        """
        if not acute and status in self._elsewhere:
            return True
        return any(
            start <= on and (on <= end or end == self.in_force_through) for start, end in self._acute.get(status, ())
        )

    def periods(self, status: str) -> tuple[tuple[date, date], ...]:
        """The days for which the status is assigned, `date.max` where no end is known; empty where it never was."""
        if status in self._elsewhere:
            return ((self.in_force_from, date.max),)
        return tuple(
            (start, date.max if end == self.in_force_through else end) for start, end in self._acute.get(status, ())
        )

    def never_acute(self, status: str) -> bool:
        """Whether the status exists, but not on an acute hospital's bill (11x)."""
        return status in self._elsewhere and status not in self._acute

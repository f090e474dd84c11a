"""A code table answers for the dates of its releases."""

from datetime import date
from enum import StrEnum
from typing import Protocol


class TableState(StrEnum):
    """Whether a table can answer for a date; the last two are reasons in `not_checked`."""

    OPEN = "OPEN"
    NOT_LOADED = "NOT_LOADED"
    DATE_NOT_COVERED = "DATE_NOT_COVERED"


class Table(Protocol):
    """What all code tables have in common."""

    @property
    def name(self) -> str:
        """The name of the table, such as `icd10cm`."""

    @property
    def release(self) -> str:
        """The name of the release, set by the build or the loader."""

    @property
    def in_force_from(self) -> date:
        """The first date of service the table answers for."""

    @property
    def in_force_through(self) -> date:
        """The last date of service the table answers for (`date.max`: no end is known)."""

    @property
    def rows(self) -> int:
        """The number of dated rows."""

    def covers(self, on: date) -> bool:
        """Whether a release of the table was in force on the date."""

"""The metrics of the code tables in use."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from typing import Protocol

from workers.metrics.declared import TABLE_EXPIRES, TABLE_LOADED
from workers.metrics.store import MetricsStore


class OpenTable(Protocol):
    """A loaded code table: its name, its release and the last day it covers."""

    @property
    def name(self) -> str: ...
    @property
    def release(self) -> str: ...
    @property
    def in_force_through(self) -> date: ...


def record_tables(store: MetricsStore, tables: Sequence[OpenTable]) -> None:
    """Record the code tables that are loaded now; series of other releases are dropped."""
    store.replace_levels(TABLE_LOADED, {(table.name, table.release): 1 for table in tables})
    store.replace_levels(TABLE_EXPIRES, {(table.name,): _end_of(table.in_force_through) for table in tables})


def _end_of(day: date) -> float:
    if day == date.max:
        return datetime.combine(day, time_of_day.max, tzinfo=UTC).timestamp()
    return datetime.combine(day + timedelta(days=1), time_of_day.min, tzinfo=UTC).timestamp()

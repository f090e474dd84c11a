"""Which missing code tables are worth loading first: those with which most edits begin to run."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from rich.table import Table

from rules.catalog import load_catalogue
from rules.profile import Profile
from rules.tables.store import TABLE_ORDER, Tables
from rules.tables.table import TableState
from schemas.value import value
from workers.load_command import load_command

Waiting: TypeAlias = Mapping[tuple[str, str], tuple[frozenset[str], ...]]
"""Each edit that waits, with the payer class: the tables that it waits for, with the alternatives to each."""


@value
class PlannedTable:
    """A table that is missing, in the order in which tables are worth loading."""

    table: str
    gains: tuple[str, ...]
    """The edits that run, for one payer class at least, once this table and those before it are loaded."""
    waiting: tuple[str, ...]
    """All edits that wait for it, also those that wait for another table too."""


def edits_waiting(tables: Tables, profiles: Iterable[Profile], on: dt.date) -> Waiting:
    """The edits that wait for tables, by payer class: Medicare and Medicaid have their own editions of some tables.

    Args:
        tables: the open tables.
        profiles: the payer profiles of the deployment.
        on: the date for which a table must answer.
    """
    found: dict[tuple[str, str], tuple[frozenset[str], ...]] = {}
    for profile in profiles:
        for edit in load_catalogue().values():
            missing = tuple(
                frozenset(need.tables)
                for need in edit.tables
                if profile.payer_class in need.payer_classes
                and not any(tables.state(name, on) is TableState.OPEN for name in need.tables)
            )
            if missing and edit.state != "retired" and profile.word(edit) != "off":
                found[edit.code, profile.payer_class] = missing
    return found


def plan_tables(waiting: Waiting) -> Iterator[PlannedTable]:
    """The missing tables, each time the one with which most edits begin to run; then the one most edits wait for."""
    left = dict(waiting)
    while left:
        missing = set().union(*(need for needs in left.values() for need in needs))
        names = [name for name in TABLE_ORDER if name in missing]
        gains = {name: _edits(left, name, all) for name in names}
        waits = {name: _edits(left, name, any) for name in names}
        best = max(names, key=lambda name: (len(gains[name]), len(waits[name])))
        yield PlannedTable(table=best, gains=gains[best], waiting=waits[best])
        still = {key: tuple(need for need in needs if best not in need) for key, needs in left.items()}
        left = {key: needs for key, needs in still.items() if needs}


def _edits(waiting: Waiting, table: str, how: Callable[[Iterable[bool]], bool]) -> tuple[str, ...]:
    """The edits for which all, or any, of the missing tables can be this one."""
    return tuple(dict.fromkeys(edit for (edit, _), needs in waiting.items() if how(table in need for need in needs)))


def plan_form(plan: Iterable[PlannedTable]) -> list[dict[str, Any]]:
    """The plan in JSON values."""
    return [
        {
            "table": each.table,
            "edits_gained": list(each.gains),
            "edits_waiting": list(each.waiting),
            "load": load_command(each.table),
        }
        for each in plan
    ]


def plan_table(plan: Iterable[PlannedTable]) -> Table:
    """The plan for a person."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("edits gained", justify="right", no_wrap=True)
    table.add_column("waiting", justify="right", no_wrap=True)
    for heading in ("table", "load it with"):
        table.add_column(heading, no_wrap=True)
    for each in plan:
        table.add_row(str(len(each.gains)), str(len(each.waiting)), each.table, load_command(each.table))
    return table

"""The rulebook in use, which follows the folder of code tables."""

from collections.abc import Sequence
from dataclasses import replace

import structlog

from rules.tables.store import SHIPPED
from rules.tables.table import Table
from rules.tables.table_folder import TableFolder
from workers.pipeline.process_encounter import Rulebook

_log = structlog.get_logger(__name__)


class LiveRulebook:
    """Holds the rulebook for what is checked next.

    Args:
        rulebook: what to begin with.
        folder: the folder of loaded code tables; None if there is none.
        required: names of the code tables without which a process is not ready, besides the shipped ones.
    """

    def __init__(self, rulebook: Rulebook, folder: TableFolder | None, required: Sequence[str] = ()) -> None:
        self.rulebook = rulebook
        self._folder = folder
        self._required = tuple(dict.fromkeys((*SHIPPED, *required)))
        self._logged_problem: str | None = None

    def open_tables(self) -> Sequence[Table]:
        """The code tables that are loaded."""
        tables = self.rulebook.tables
        return [table for name in tables.names() if (table := tables.get(name))]

    def missing_tables(self) -> Sequence[str]:
        """Shipped or required code tables that are not loaded."""
        return [name for name in self._required if self.rulebook.tables.get(name) is None]

    def reload(self) -> bool:
        """Reload code tables that were loaded or pruned since; the next event uses the new set.

        If the folder cannot be read, the current tables stay in use and the error is logged once. May be called from a
        different thread than the one that checks events.

        Returns: whether the set of tables changed.
        """
        if self._folder is None:
            return False
        tables = self._folder.current()
        if self._folder.problem != self._logged_problem:
            self._logged_problem = self._folder.problem
            if self._logged_problem is not None:
                _log.error("could not reload code tables", problem=self._logged_problem)
        if tables is self.rulebook.tables:
            return False
        before = {f"{table.name} {table.release}" for table in self.open_tables()}
        self.rulebook = replace(self.rulebook, tables=tables)
        after = {f"{table.name} {table.release}" for table in self.open_tables()}
        _log.info("code tables reloaded", now=sorted(after - before), no_longer=sorted(before - after))
        return True

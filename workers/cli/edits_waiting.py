"""Sums up which edits did not run on checked encounters, by missing table, with the command that loads each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from schemas.finding import NotChecked
from workers.load_command import load_command

_SHOWN: Final = 5


class EditsWaiting:
    """The edits that waited for each table on the encounters of one run."""

    def __init__(self) -> None:
        self._edits: dict[str, set[str]] = defaultdict(set)

    def add(self, gaps: Iterable[NotChecked]) -> None:
        """Add what was not checked on one encounter."""
        for gap in gaps:
            if gap.table is not None:
                self._edits[gap.table].update(gap.edits)

    def lines(self) -> Iterator[str]:
        """The tables for which most edits waited, with the command that loads each; nothing if no edit waited."""
        if not self._edits:
            return
        every = set().union(*self._edits.values())
        yield f"{len(every):,} edits could not run, because tables are missing or do not cover the date:"
        order = sorted(self._edits, key=lambda table: (-len(self._edits[table]), table))
        for table in order[:_SHOWN]:
            yield f"  {len(self._edits[table]):>3} wait for {table:<18} {load_command(table)}"
        if len(order) > _SHOWN:
            yield f"  and {len(order) - _SHOWN} more tables: claims-worker codes status --plan"

"""Most loaded tables hold facts about codes; the first two values of a fact may be its first and last day."""

from datetime import date
from typing import Any

from rules.tables.released_table import CodedRelease, ReleasedTable


def in_force(fact: tuple[Any, ...], on: date) -> bool:
    """Whether the date is between the first two values of a fact; None is no bound."""
    day = on.isoformat()
    return (fact[0] is None or fact[0] <= day) and (fact[1] is None or day <= fact[1])


class CodedTable(ReleasedTable[CodedRelease]):
    """A table with facts about codes."""

    __slots__ = ()

    def _facts_on(self, code: str, on: date) -> tuple[tuple[Any, ...], ...]:
        """The facts about a code in the release that answers for the date."""
        release = self.at(on)
        return release.coded.facts(code) if release is not None else ()

    def _in_force_on(self, code: str, on: date) -> list[tuple[Any, ...]]:
        """Those of the facts that are in force on the date by their own days."""
        return [fact for fact in self._facts_on(code, on) if in_force(fact, on)]

"""What a payer expects of a procedure code: a fact begins with first day, last day and payer (None: all payers)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from rules.tables.kinds.coded_table import CodedTable


class OwnRuleTable(CodedTable):
    """The user's rules about procedure codes, for all payers or for one."""

    __slots__ = ()

    def _held(self, code: str, payer_id: str | None, on: date) -> Iterator[tuple[Any, ...]]:
        """The facts about a code on a date: the payer's own, then those for all payers."""
        held = self._in_force_on(code, on)
        if payer_id is not None:
            yield from (fact for fact in held if fact[2] == payer_id)
        yield from (fact for fact in held if fact[2] is None)

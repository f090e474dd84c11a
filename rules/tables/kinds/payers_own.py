"""`procedure_age`, `procedure_sex`, `modifier_rules`: what a payer expects of a procedure code; the user's own lists.

A fact begins with the first and the last day and the payer (None: for all payers).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

from rules.tables.kinds.code_lists import in_force
from rules.tables.released_table import CodedRelease, ReleasedTable
from rules.tables.rows import ModifierRule


class _OwnTable(ReleasedTable[CodedRelease]):
    __slots__ = ()

    def _held(self, code: str, payer_id: str | None, on: date) -> Iterator[tuple[Any, ...]]:
        """The facts of a code on a date: the payer's own, then those for all."""
        release = self.at(on)
        facts = release.coded.facts(code) if release is not None else ()
        held = [fact for fact in facts if in_force(fact, on)]
        if payer_id is not None:
            yield from (fact for fact in held if fact[2] == payer_id)
        yield from (fact for fact in held if fact[2] is None)


class ProcedureAgeTable(_OwnTable):
    """`procedure_age`: between which ages a payer expects a service."""

    __slots__ = ()

    def ages(self, code: str, payer_id: str | None, on: date) -> tuple[int, int] | None:
        """First and last age in whole years, for the payer or, where it has none of its own, for all."""
        return next(((fact[3], fact[4]) for fact in self._held(code, payer_id, on)), None)


class ProcedureSexTable(_OwnTable):
    """`procedure_sex`: services that are for one sex alone."""

    __slots__ = ()

    def sex(self, code: str, payer_id: str | None, on: date) -> Literal["FEMALE", "MALE"] | None:
        """The sex that the service is for, for the payer or, where it has none of its own, for all."""
        return next((fact[3] for fact in self._held(code, payer_id, on)), None)


class ModifierRuleTable(_OwnTable):
    """`modifier_rules`: procedure codes that need one modifier of a list."""

    __slots__ = ()

    def rules(self, code: str, payer_id: str | None, on: date) -> tuple[ModifierRule, ...]:
        """What the code needs on the date: the rules for all payers and those of this one; empty where none."""
        return tuple(ModifierRule(one_of=tuple(fact[3])) for fact in self._held(code, payer_id, on))

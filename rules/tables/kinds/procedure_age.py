"""`procedure_age`: the ages for which a payer expects a service."""

from datetime import date
from typing import Final

from rules.tables.kind import TableKind
from rules.tables.kinds.own_list import OWN_LICENSE, OWN_SOURCE, own_code_layout
from rules.tables.kinds.own_rules import OwnRuleTable


class ProcedureAgeTable(OwnRuleTable):
    """The user's list of ages."""

    __slots__ = ()

    def ages(self, code: str, payer_id: str | None, on: date) -> tuple[int, int] | None:
        """First and last age in whole years, for the payer or, if it has none of its own, for all payers."""
        return next(((fact[3], fact[4]) for fact in self._held(code, payer_id, on)), None)


PROCEDURE_AGE: Final = TableKind(
    name="procedure_age",
    holds="the youngest and oldest age for a procedure code, by payer",
    carries="procedures",
    opens=ProcedureAgeTable,
    reads="load_own_lists:load_own_list",
    layout=own_code_layout("code, payer_id, youngest, oldest, start, end"),
    source=OWN_SOURCE,
    license=OWN_LICENSE,
)

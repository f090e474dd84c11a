"""`procedure_sex`: services for one sex only."""

from datetime import date
from typing import Final, Literal

from rules.tables.kind import TableKind
from rules.tables.kinds.own_list import OWN_LICENSE, OWN_SOURCE, own_code_layout
from rules.tables.kinds.own_rules import OwnRuleTable


class ProcedureSexTable(OwnRuleTable):
    """The user's list of services for one sex."""

    __slots__ = ()

    def sex(self, code: str, payer_id: str | None, on: date) -> Literal["FEMALE", "MALE"] | None:
        """The sex that the service is for, by the payer or, if it has no rule of its own, for all payers."""
        return next((fact[3] for fact in self._held(code, payer_id, on)), None)


PROCEDURE_SEX: Final = TableKind(
    name="procedure_sex",
    holds="the sex that a procedure code is limited to, by payer",
    carries="procedures",
    opens=ProcedureSexTable,
    reads="load_own_lists:load_own_list",
    layout=own_code_layout("code, payer_id, sex (FEMALE or MALE), start, end"),
    source=OWN_SOURCE,
    license=OWN_LICENSE,
)

"""`modifier_rules`: procedure codes that need one modifier of a list."""

from datetime import date
from typing import Final

from rules.tables.kind import TableKind
from rules.tables.kinds.own_list import OWN_LICENSE, OWN_SOURCE, own_code_layout
from rules.tables.kinds.own_rules import OwnRuleTable
from schemas.value import value


@value
class ModifierRule:
    """A line with the code needs one of these modifiers."""

    one_of: tuple[str, ...]


class ModifierRuleTable(OwnRuleTable):
    """The user's list of needed modifiers."""

    __slots__ = ()

    def rules(self, code: str, payer_id: str | None, on: date) -> tuple[ModifierRule, ...]:
        """The code's rules on the date, the payer's own and those for all payers; empty if there are none."""
        return tuple(ModifierRule(one_of=tuple(fact[3])) for fact in self._held(code, payer_id, on))


MODIFIER_RULES: Final = TableKind(
    name="modifier_rules",
    holds="lists of modifiers, one of which a procedure code needs, by payer",
    carries="procedures",
    opens=ModifierRuleTable,
    reads="load_own_lists:load_own_list",
    layout=own_code_layout("code, payer_id, one_of (modifiers separated by blanks), start, end"),
    source=OWN_SOURCE,
    license=OWN_LICENSE,
)

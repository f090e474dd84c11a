"""`payer_rules`: what a payer has agreed with the user: filing limits, prior authorizations, payment by DRG."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from rules.tables.kind import TableKind
from rules.tables.kinds.coded_table import in_force
from rules.tables.kinds.own_list import OWN_LICENSE, OWN_SOURCE, own_layout
from rules.tables.released_table import LoadedRelease, ReleasedTable
from rules.tables.table_file import TableFile


class PayerRulesRelease(LoadedRelease):
    """One load of the user's list, by payer; a rule is first day, last day, kind and what the kind needs."""

    __slots__ = ("_by_payer",)

    def __init__(self, file: TableFile) -> None:
        super().__init__(file)
        self._by_payer: Mapping[str, list[tuple[Any, ...]]] | None = None

    def rules(self, payer_id: str) -> list[tuple[Any, ...]]:
        """The rules of the payer, in the order of the list."""
        if self._by_payer is None:
            found = defaultdict(list)
            for payer, *rule in json.loads(self.file.text("rules")):
                found[payer].append(tuple(rule))
            self._by_payer = dict(found)
        return self._by_payer.get(payer_id, [])

    def entries(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Every payer with one of its rules, sorted."""
        listed = ((rule[0], tuple(rule[1:])) for rule in json.loads(self.file.text("rules")))
        yield from sorted(listed, key=lambda rule: (rule[0], str(rule[1])))


class PayerRulesTable(ReleasedTable[PayerRulesRelease]):
    """The user's list of payers' rules."""

    __slots__ = ()

    release_class = PayerRulesRelease

    def pays_by_drg(self, payer_id: str, on: date) -> bool:
        """Whether the payer pays inpatient stays that end on the date by diagnosis related group."""
        return bool(self._held("drg", payer_id, on))

    def filing_limit_days(self, payer_id: str, on: date) -> int | None:
        """The days the payer allows for services of the date; None if its limit is not known."""
        return next((int(rule[3]) for rule in self._held("filing_days", payer_id, on)), None)

    def needs_authorization(self, payer_id: str, code: str, place: str | None, on: date) -> bool:
        """Whether the payer requires prior authorization of the procedure, in this place of service, on the date."""
        return any(
            rule[3] == code and (rule[4] is None or rule[4] == place)
            for rule in self._held("authorization", payer_id, on)
        )

    def _held(self, kind: str, payer_id: str, on: date) -> list[tuple[Any, ...]]:
        release = self.at(on)
        rules = release.rules(payer_id) if release is not None else []
        return [rule for rule in rules if rule[2] == kind and in_force(rule, on)]


PAYER_RULES: Final = TableKind(
    name="payer_rules",
    holds="your payers' filing limits, prior authorization rules and DRG payment",
    carries="procedures",
    opens=PayerRulesTable,
    reads="load_own_lists:load_payer_rules",
    layout=own_layout(
        "payer_id, rule (drg, filing_days, authorization), value (for filing_days the number of days, for "
        "authorization the procedure code), place, start, end"
    ),
    source=OWN_SOURCE,
    license=OWN_LICENSE,
)

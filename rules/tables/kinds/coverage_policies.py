"""`coverage`: payers' and contractors' policies on which diagnoses a service is covered for (NCD, LCD)."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from rules.tables.kinds.code_lists import in_force
from rules.tables.released_table import LoadedRelease, ReleasedTable
from rules.tables.rows import CoveragePolicy


class CoverageRelease(LoadedRelease):
    """One load of policies: each with its dates, its bounds, the procedure codes and the diagnoses it names."""

    __slots__ = ("_by_code",)

    def __init__(self, path: Path, kind: str) -> None:
        super().__init__(path, kind)
        self._by_code: Mapping[str, list[tuple[dict[str, Any], CoveragePolicy]]] | None = None

    def of(self, code: str) -> list[tuple[dict[str, Any], CoveragePolicy]]:
        """The policies that name the procedure code, in the order of the list."""
        if self._by_code is None:
            found = defaultdict(list)
            for form in json.loads(self.file.text("policies")):
                policy = CoveragePolicy(
                    policy=form["policy"],
                    national=form["national"],
                    covered=None if form["covered"] is None else frozenset(form["covered"]),
                    denied=frozenset(form["denied"]),
                    ages=None if form["ages"] is None else (form["ages"][0], form["ages"][1]),
                    places=None if form["places"] is None else frozenset(form["places"]),
                    units_per_day=None if form["units_per_day"] is None else Decimal(form["units_per_day"]),
                )
                for each in form["codes"]:
                    found[each].append((form, policy))
            self._by_code = dict(found)
        return self._by_code.get(code, [])

    def entries(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Every policy by its number, with what it says, sorted."""
        forms = sorted(json.loads(self.file.text("policies")), key=lambda form: (form["policy"], str(form)))
        for form in forms:
            yield form["policy"], tuple(json.dumps(form[key]) for key in sorted(form))


class CoverageTable(ReleasedTable[CoverageRelease]):
    """The loads of coverage policies."""

    __slots__ = ()

    open_release = CoverageRelease

    def policies(self, code: str, payer_id: str | None, state: str | None, on: date) -> tuple[CoveragePolicy, ...]:
        """The policies on a procedure code that are in force on the date.

        Args:
            code: a procedure code.
            payer_id: the payer of the billed coverage.
            state: postal abbreviation of the state in which the service took place, which decides the contractor.
            on: the day of the service.
        """
        release = self.at(on)
        if release is None:
            return ()
        return tuple(
            policy
            for form, policy in release.of(code)
            if in_force((form["start"], form["end"]), on)
            and (form["payer_id"] is None or form["payer_id"] == payer_id)
            and (form["states"] is None or state in form["states"])
        )

"""`coverage`: payers' and contractors' policies on when a service is covered (NCD, LCD)."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from rules.tables.claim_codes import has_procedure_lines
from rules.tables.kind import TableKind
from rules.tables.kinds.coded_table import in_force
from rules.tables.kinds.own_list import own_layout
from rules.tables.released_table import LoadedRelease, ReleasedTable
from rules.tables.table_file import TableFile
from schemas.value import value


@value
class CoveragePolicy:
    """A payer's policy on when a service is covered, as it is in force on the date asked for."""

    policy: str
    """Its number, such as L33632 or 190.15."""
    national: bool
    covered: frozenset[str] | None
    """The ICD-10-CM codes for which the service is covered; None if the policy lists none."""
    denied: frozenset[str]
    """The ICD-10-CM codes for which it is not covered."""
    ages: tuple[int, int] | None = None
    """First and last age in whole years."""
    places: frozenset[str] | None = None
    """Places of service in which it is covered; None for every place."""
    units_per_day: Decimal | None = None


class CoverageRelease(LoadedRelease):
    """One load of policies, each with its dates, its limits, its procedure codes and its diagnoses."""

    __slots__ = ("_by_code",)

    def __init__(self, file: TableFile) -> None:
        super().__init__(file)
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
        """Every policy by its number, with its content, sorted."""
        forms = sorted(json.loads(self.file.text("policies")), key=lambda form: (form["policy"], str(form)))
        for form in forms:
            yield form["policy"], tuple(json.dumps(form[key]) for key in sorted(form))


class CoverageTable(ReleasedTable[CoverageRelease]):
    """The loads of coverage policies."""

    __slots__ = ()

    release_class = CoverageRelease

    def policies(self, code: str, payer_id: str | None, state: str | None, on: date) -> tuple[CoveragePolicy, ...]:
        """The policies on a procedure code that are in force on the date.

        Args:
            code: a procedure code.
            payer_id: the payer of the billed coverage.
            state: postal abbreviation of the state of service, which decides the contractor.
            on: the date of service.
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


COVERAGE: Final = TableKind(
    name="coverage",
    holds="coverage policies: the diagnoses, ages, places and units for which a procedure code is covered",
    carries=has_procedure_lines,
    opens=CoverageTable,
    reads="load_own_lists:load_coverage",
    layout=own_layout(
        "policy, national (yes or no), payer_id, states, codes, covered, denied, youngest, oldest, places, "
        "units_per_day, start, end. Lists within a cell are separated by blanks. An empty covered means that the "
        "policy lists no diagnoses"
    ),
    source="CMS, Medicare Coverage Database (export), and your payers' policies.",
    license="Public domain, but CPT codes in it are the AMA's.",
)

"""`coverage`: payers' and contractors' policies on when a service is covered (NCD, LCD, articles)."""

import json
from collections.abc import Container, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from rules.tables.kind import TableKind
from rules.tables.kinds.coded_table import in_force
from rules.tables.kinds.coverage_columns import CoverageColumns, PolicyRow, coverage_columns
from rules.tables.kinds.own_list import own_layout
from rules.tables.released_table import LoadedRelease, ReleasedTable
from rules.tables.table_file import TableFile, table_file_bytes
from schemas.value import value

MEDICARE_EXPORT: Final = "Medicare Coverage Database"
"""The origin of a release, beside users' own lists. The newest release of each origin answers."""


@value
class CoveragePolicy:
    """A payer's policy on when a service is covered."""

    policy: str
    """Its number, such as L33632, A52369 or 190.15."""
    national: bool
    covered: Container[str] | None
    """The ICD-10-CM codes for which the service is covered; None if the policy lists none."""
    denied: Container[str]
    """The ICD-10-CM codes for which it is not covered."""
    start: str | None
    end: str | None
    """First and last day, such as 2026-10-01; None for no bound."""
    payer_id: str | None
    """The payer; None for every payer."""
    states: frozenset[str] | None
    """Postal abbreviations of the states in which it applies; None for every state."""
    partly: frozenset[str] = frozenset()
    """States where it applies only in a part."""
    medicare: bool = False
    """Whether it is a policy of Medicare's contractors, from the Medicare Coverage Database."""
    ages: tuple[int, int] | None = None
    """First and last age in whole years."""
    places: frozenset[str] | None = None
    """Places of service in which it is covered; None for every place."""
    units_per_day: Decimal | None = None


class CoverageRelease(LoadedRelease):
    """One load of policies, each with its dates, its limits, its procedure codes and its diagnoses."""

    __slots__ = ("_columns", "_of", "_policies", "origin")

    def __init__(self, file: TableFile) -> None:
        super().__init__(file)
        self.origin: str = file.header.get("origin", "")
        # Files of catalog 1 have their diagnoses as text; they answer as they are until the list is loaded again.
        self._columns = CoverageColumns(file if file.has_column("code_policies") else _in_columns(file))
        self._policies: list[CoveragePolicy] | None = None

    def of(self, code: str) -> list[CoveragePolicy]:
        """The policies that name the procedure code, in the order of the list."""
        numbers = self._columns.policies(code)
        if not numbers:
            return []
        if self._policies is None:
            self._policies = [self._policy(number, *form) for number, form in enumerate(self._columns.forms())]
        return [self._policies[number] for number in numbers]

    def _policy(
        self,
        number: int,
        policy: str,
        national: bool,
        lists_covered: bool,
        start: str | None,
        end: str | None,
        payer_id: str | None,
        states: list[str] | None,
        partly: list[str],
        ages: list[int] | None,
        places: list[str] | None,
        units_per_day: str | None,
    ) -> CoveragePolicy:
        return CoveragePolicy(
            policy=policy,
            national=national,
            covered=self._columns.covered(number) if lists_covered else None,
            denied=self._columns.denied(number),
            start=start,
            end=end,
            payer_id=payer_id,
            states=None if states is None else frozenset(states),
            partly=frozenset(partly),
            medicare=self.origin == MEDICARE_EXPORT,
            ages=None if ages is None else (ages[0], ages[1]),
            places=None if places is None else frozenset(places),
            units_per_day=None if units_per_day is None else Decimal(units_per_day),
        )

    def entries(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Every policy by its number, with its content, sorted."""
        codes: dict[int, list[str]] = {}
        for number, code in self._columns.codes():
            codes.setdefault(number, []).append(code)
        yield from sorted(
            (
                form[0],
                (
                    json.dumps(form[1:]),
                    " ".join(codes.get(number, ())),
                    " ".join(self._columns.covered(number)),
                    " ".join(self._columns.denied(number)),
                ),
            )
            for number, form in enumerate(self._columns.forms())
        )


def _in_columns(file: TableFile) -> TableFile:
    """A file of catalog 1 in the columns of today."""
    policies = [
        PolicyRow(
            form=(
                old["policy"],
                old["national"],
                old["covered"] is not None,
                old["start"],
                old["end"],
                old["payer_id"],
                old["states"],
                [],
                old["ages"],
                old["places"],
                old["units_per_day"],
            ),
            codes=old["codes"],
            covered=old["covered"],
            denied=old["denied"],
        )
        for old in json.loads(file.text("policies"))
    ]
    return TableFile.of_bytes(table_file_bytes(file.header, coverage_columns(policies)), file.header["kind"])


class CoverageTable(ReleasedTable[CoverageRelease]):
    """The loads of coverage policies: Medicare's export and users' own lists, side by side."""

    __slots__ = ("_origins",)

    release_class = CoverageRelease

    def __init__(self, name: str, releases: list[CoverageRelease]) -> None:
        super().__init__(name, releases)
        self._origins = tuple(
            [each for each in self.releases if each.origin == origin]
            for origin in dict.fromkeys(each.origin for each in self.releases)
        )

    def policies(self, code: str, payer_id: str | None, state: str | None, on: date) -> tuple[CoveragePolicy, ...]:
        """The policies on a procedure code that are in force on the date.

        Args:
            code: a procedure code.
            payer_id: the payer of the billed coverage.
            state: postal abbreviation of the state of service, which decides the contractor.
            on: the date of service.
        """
        return tuple(
            [
                policy
                for policy in self.naming(code, on)
                if (policy.payer_id is None or policy.payer_id == payer_id)
                and (policy.states is None or state in policy.states)
            ]
        )

    def naming(self, code: str, on: date) -> list[CoveragePolicy]:
        """Every policy on a procedure code that is in force on the date, of any payer and state."""
        found: list[CoveragePolicy] = []
        for releases in self._origins:
            for release in releases:
                if release.covers(on):
                    found += [policy for policy in release.of(code) if in_force((policy.start, policy.end), on)]
                    break
        return found


_OWN: Final = own_layout(
    "policy, national (yes or no), payer_id, states, codes, covered, denied, youngest, oldest, places, units_per_day, "
    "start, end. Lists within a cell are separated by blanks. An empty covered means that the policy lists no diagnoses"
)

COVERAGE: Final = TableKind(
    name="coverage",
    holds="coverage policies: the diagnoses, ages, places and units for which a procedure code is covered",
    carries="procedures",
    opens=CoverageTable,
    reads="load_coverage:load_coverage",
    layout=f"""The export of current articles of the Medicare Coverage Database, current_article.zip as downloaded, or a
list of your own; both can be loaded, and then both answer. Of the export, the articles with procedure codes are kept
that are not retired: their codes, diagnoses, and the states of their contractors. It answers for the three months
before and after its own day.

Your own list: {_OWN}""",
    source="CMS, Medicare Coverage Database (export), and your payers' policies.",
    license="Public domain, but CPT codes in it are the AMA's.",
)

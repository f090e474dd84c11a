"""Counts the units of a measure, and the persons behind them, by groups."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, TypeAlias

from duckdb import DuckDBPyConnection

from schemas.value import value
from workers.insight.measure import Measure
from workers.insight.small_cells import LEAST_PERSONS, Counted

_Key: TypeAlias = tuple[Any, ...]
_Pair: TypeAlias = tuple[int, int]
"""How many there are by person, and by membership."""

_SAMPLE: Final = 8
"""One of so many persons is in the sample."""


@value
class _Sums:
    """What is added up in a group."""

    numerator: float
    denominator: float
    units: int
    units_hit: int


@value
class _Persons:
    """The persons of a group."""

    every: _Pair = (0, 0)
    hit: _Pair = (0, 0)
    rest: _Pair = (0, 0)
    """With a unit that was not hit; of a kind, those without one that was."""


class CountGroups:
    """The units of a measure, asked for once, to be counted by each of its groupings.

    Args:
        database: has the views (`make_views`).
        measure: what to count.
    """

    def __init__(self, database: DuckDBPyConnection, measure: Measure) -> None:
        self._database = database
        self._measure = measure
        self._make("hit", measure.hits)
        self._of_kinds = self._columns("hit")
        self._by_class = "units" in self._of_kinds
        if self._by_class:
            self._make("class", "SELECT row_number() OVER () AS class, * FROM hit WHERE len(kinds) > 0")
            self._make("kind", "SELECT class, unnest(kinds, max_depth := 2) FROM class")
            self._make("hit", "SELECT class, unnest(units) AS unit FROM class")
            self._of_kinds = self._columns("kind")
        self._of_units = self._columns(f"({measure.units})")
        self._weighted = "weight" in self._of_units
        self._weight = "weight" if self._weighted else "1"
        self._events = "count(*)" if measure.events else "1"
        self._make(
            "unit",
            f"SELECT asked.*, events IS NOT NULL AS is_hit, coalesce(events * {self._weight}, 0) AS amount "
            f"FROM ({measure.units}) AS asked "
            f"LEFT JOIN (SELECT unit, {self._events} AS events FROM hit GROUP BY unit) USING (unit)",
        )

    @property
    def shares(self) -> bool:
        """Whether values are shares of units, so that they have an interval."""
        return not self._weighted and not self._measure.events

    def are_parts(self, names: Sequence[str]) -> bool:
        """Whether no unit is in two groups."""
        return set(names) <= self._of_units

    def by(self, names: Sequence[str]) -> list[Counted]:
        """The numbers of each group.

        To count persons exactly is the dearest part of a report. So they are counted in a sample first: if that has
        enough of them in every group, no group is to be hidden, and their exact number does not matter.
        """
        split = [name for name in names if name in self._of_units]
        kind = [name for name in names if name not in self._of_units]
        if missing := [name for name in kind if name not in self._of_kinds]:
            raise ValueError(f"{self._measure.name} has no column {missing[0]}")
        sums = self._sums_of_units(split)
        if kind:
            self._make_part(split, kind)
            sums = self._sums_of_kinds(sums, split, kind)
        persons = self._persons(split, kind, sampled=True)
        if not all(self._is_certain(sums[key], persons.get(key, _Persons())) for key in sums):
            persons = self._persons(split, kind, sampled=False)
        return [
            self._counted(dict(zip([*split, *kind], key, strict=True)), of, persons[key], by_kind=bool(kind))
            for key, of in sums.items()
        ]

    def _counted(
        self, group: Mapping[str, str | int | None], of: _Sums, persons: _Persons, *, by_kind: bool
    ) -> Counted:
        every, hit, rest = min(persons.every), min(persons.hit), min(persons.rest)
        if by_kind:  # persons left over are not counted one by one: so many at least, and none if no unit is left
            rest = max(every - hit, 1) if of.units > of.units_hit else 0
        return Counted(
            group=group,
            numerator=of.numerator,
            denominator=of.denominator,
            persons=every,
            persons_hit=hit,
            persons_rest=LEAST_PERSONS if self._measure.events else rest,
        )

    def _is_certain(self, of: _Sums, persons: _Persons) -> bool:
        """Whether so many persons of a group are in the sample that the group cannot be small."""
        least = min(persons.every)
        if of.units_hit:
            least = min(least, *persons.hit)
        if of.units > of.units_hit and not self._measure.events:
            least = min(least, *persons.rest)
        return least >= LEAST_PERSONS

    def _make_part(self, split: Sequence[str], kind: Sequence[str]) -> None:
        """Make the table `part`: the units that were hit, once per group, or several of one person in one row."""
        if self._by_class:  # far fewer rows than one per unit and kind
            self._make(
                "part_of_class",
                f"SELECT person, member, class{_listed(split)}, count(*) AS units, sum({self._weight}) AS amount "
                "FROM unit JOIN hit USING (unit) GROUP BY ALL",
            )
            kinds = f"SELECT DISTINCT class{_listed(kind)} FROM kind"
            self._rows(f"CREATE OR REPLACE TEMP VIEW part AS FROM part_of_class JOIN ({kinds}) USING (class)")
            return
        # A hit without any of the columns belongs to another grouping.
        named = "coalesce(" + ", ".join(f'"{name}"::TEXT' for name in kind) + ") IS NOT NULL"
        hits = f"SELECT unit{_listed(kind)}, {self._events} AS events FROM hit WHERE {named} GROUP BY ALL"
        self._make(
            "part_of_unit",
            f"SELECT person, member{_listed([*split, *kind])}, 1 AS units, events * {self._weight} AS amount "
            f"FROM unit JOIN ({hits}) USING (unit)",
        )
        self._rows("CREATE OR REPLACE TEMP VIEW part AS FROM part_of_unit")

    def _sums_of_units(self, split: Sequence[str]) -> dict[_Key, _Sums]:
        rows = self._rows(
            f"SELECT sum(amount), sum({self._weight}), count(*), count(*) FILTER (is_hit){_listed(split)} "
            "FROM unit GROUP BY ALL"
        )
        return {
            tuple(key): _Sums(numerator=_number(part), denominator=_number(whole), units=units, units_hit=hit)
            for part, whole, units, hit, *key in rows
            if units
        }

    def _sums_of_kinds(
        self, whole: Mapping[_Key, _Sums], split: Sequence[str], kind: Sequence[str]
    ) -> dict[_Key, _Sums]:
        rows = self._rows(f"SELECT sum(amount), sum(units){_listed([*split, *kind])} FROM part GROUP BY ALL")
        sums = {}
        for part, hit, *key in rows:
            of = whole[tuple(key[: len(split)])]
            sums[tuple(key)] = _Sums(
                numerator=_number(part), denominator=of.denominator, units=of.units, units_hit=int(hit)
            )
        return sums

    def _persons(self, split: Sequence[str], kind: Sequence[str], *, sampled: bool) -> dict[_Key, _Persons]:
        by = _listed(split)
        whole = {
            key: _Persons(every=every, hit=hit, rest=rest)
            for key, (every, hit, rest) in self._side_by_side(
                f"SELECT count(*), count(*) FILTER (hit), count(*) FILTER (rest){by} FROM ("
                f"SELECT {{who}}, bool_or(is_hit) AS hit, bool_or(NOT is_hit) AS rest{by} FROM unit {{where}} "
                "GROUP BY ALL) GROUP BY ALL",
                3,
                sampled=sampled,
            ).items()
        }
        if not kind:
            return whole
        by = _listed([*split, *kind])
        hits = self._side_by_side(
            f"SELECT count(*){by} FROM (SELECT DISTINCT {{who}}{by} FROM part {{where}}) GROUP BY ALL",
            1,
            sampled=sampled,
        )
        found = {}
        for key, (hit,) in hits.items():
            every = whole.get(key[: len(split)], _Persons()).every
            found[key] = _Persons(every=every, hit=hit, rest=(every[0] - hit[0], every[1] - hit[1]))
        return found

    def _side_by_side(self, query: str, numbers: int, *, sampled: bool) -> dict[_Key, list[_Pair]]:
        """The numbers of each group, by person and by membership."""
        found: dict[_Key, list[_Pair]] = {}
        for side, who in enumerate(("person", "member")):
            where = f"WHERE {who} % {_SAMPLE} = 0" if sampled else ""
            for row in self._rows(query.format(who=who, where=where)):
                pairs = found.setdefault(tuple(row[numbers:]), [(0, 0)] * numbers)
                for place, number in enumerate(row[:numbers]):
                    pairs[place] = (number, 0) if side == 0 else (pairs[place][0], number)
        return found

    def _make(self, table: str, query: str) -> None:
        self._rows(f"CREATE OR REPLACE TEMP TABLE {table} AS {query}")

    def _columns(self, table: str) -> frozenset[str]:
        return frozenset(str(row[0]) for row in self._rows(f"DESCRIBE FROM {table}"))

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return self._database.execute(query).fetchall()


def _listed(names: Sequence[str]) -> str:
    return "".join(f', "{name}"' for name in names)


def _number(made: Any) -> float:
    return float(made) if isinstance(made, (Decimal, float)) else int(made)

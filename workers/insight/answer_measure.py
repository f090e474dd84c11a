"""Answers a measure over open facts: its total and its groups, with small cells hidden."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from duckdb import DuckDBPyConnection

from schemas.value import value
from workers.insight.measure import Measure
from workers.insight.small_cells import LEAST_PERSONS, Counted, hide_derivable, hide_small
from workers.insight.wilson import wilson

Group = Mapping[str, str | int | None]
"""Values by column name; none for the total."""

_OF_UNITS: Final = {"unit", "person", "member", "weight"}
_PERSONS: Final = "least(count(DISTINCT {0}person), count(DISTINCT {0}member))"


@value
class Cell:
    """One number of a measure. A hidden cell has no numbers."""

    group: Group
    numerator: float | None
    denominator: float | None
    value: float | None
    low: float | None
    """Lower bound of the 95 % interval of a share; None for amounts and rates."""
    high: float | None
    suppressed: bool


def answer_measure(database: DuckDBPyConnection, measure: Measure) -> tuple[Cell, ...]:
    """The cells of a measure: the total first, then each grouping, sorted.

    Args:
        database: has the views (`make_views`).
        measure: what to ask.
    """
    database.execute(f"CREATE OR REPLACE TEMP TABLE unit AS {measure.units}").fetchall()
    database.execute(f"CREATE OR REPLACE TEMP TABLE hit AS {measure.hits}").fetchall()
    of_units, of_hits = _columns(database, "unit"), _columns(database, "hit")
    weighted = "weight" in of_units
    groupings: list[list[Counted]] = []
    hide_total = False
    for names in measure.groups:
        split = [name for name in names if name in of_units]
        kind = [name for name in names if name not in of_units]
        if missing := [name for name in kind if name not in of_hits]:
            raise ValueError(f"{measure.name} has no column {missing[0]}")
        cells = hide_small(_count(database, measure, split, kind, weighted=weighted))
        if not kind and not measure.overlap:
            cells, all_hidden = hide_derivable(cells)
            hide_total = hide_total or all_hidden
        groupings.append(sorted(cells, key=_order))
    total = hide_small(_count(database, measure, [], [], weighted=weighted)) if measure.total else []
    shares = not weighted and not measure.events
    made = [_cell(cell, shares=shares, hidden=cell.hidden or hide_total) for cell in total]
    return (*made, *(_cell(cell, shares=shares, hidden=cell.hidden) for cells in groupings for cell in cells))


def _order(cell: Counted) -> list[tuple[bool, int, str]]:
    """Numbers by size, texts by alphabet, what is missing last."""
    parts = cell.group.values()
    return [(part is None, part if isinstance(part, int) else 0, str(part)) for part in parts]


def _columns(database: DuckDBPyConnection, table: str) -> list[str]:
    return [str(row[0]) for row in database.execute(f"DESCRIBE {table}").fetchall()]


def _count(
    database: DuckDBPyConnection, measure: Measure, split: Sequence[str], kind: Sequence[str], *, weighted: bool
) -> list[Counted]:
    weight = "weight" if weighted else "1"
    by = _listed(split)
    whole = _rows(
        database,
        split,
        f"SELECT coalesce(sum({weight}), 0), {_PERSONS.format('')}, count(*){by} FROM unit GROUP BY ALL",
    )
    event = ", event" if measure.events else ""
    kinds = _listed(kind)
    # The units that were hit, once per group.
    # A hit without any of the columns belongs to another grouping.
    named = f" WHERE coalesce({_listed(kind)[2:].replace(',', '::TEXT,')}::TEXT) IS NOT NULL" if kind else ""
    hits = f"SELECT DISTINCT unit{event}{kinds} FROM hit{named}"
    sums = "count(*)" if measure.events else f"coalesce(sum({weight}), 0)"
    parts = _rows(
        database,
        [*split, *kind],
        f"SELECT {sums}, {_PERSONS.format('')}, count(DISTINCT unit){by}{kinds} "
        f"FROM unit JOIN ({hits}) USING (unit) GROUP BY ALL",
    )
    rest = (
        {}
        if kind
        else _rows(
            database,
            split,
            f"SELECT 0, {_PERSONS.format('')}, count(*){by} FROM unit ANTI JOIN hit USING (unit) GROUP BY ALL",
        )
    )
    if not kind:
        parts = {key: parts.get(key, (0.0, 0, 0)) for key in whole}
    cells = []
    for key, (numerator, persons_hit, units_hit) in parts.items():
        of = key[: len(split)]
        denominator, persons, units = whole[of]
        if not units:
            continue
        # By kind, the persons left over are not counted one by one: so many at least, and none if no unit is left.
        left = (max(persons - persons_hit, 1) if units > units_hit else 0) if kind else rest.get(of, (0.0, 0, 0))[1]
        cells.append(
            Counted(
                group=dict(zip([*split, *kind], key, strict=True)),
                numerator=numerator,
                denominator=denominator,
                persons=persons,
                persons_hit=persons_hit,
                persons_rest=LEAST_PERSONS if measure.events else left,
            )
        )
    return cells


def _rows(
    database: DuckDBPyConnection, names: Sequence[str], query: str
) -> dict[tuple[Any, ...], tuple[float, int, int]]:
    rows = database.execute(query).fetchall()
    return {tuple(row[3:]): (_number(row[0]), row[1], row[2]) for row in rows}


def _listed(names: Sequence[str]) -> str:
    return "".join(f', "{name}"' for name in names)


def _number(made: Any) -> float:
    return float(made) if isinstance(made, (Decimal, float)) else int(made)


def _cell(cell: Counted, *, shares: bool, hidden: bool) -> Cell:
    if hidden:
        return Cell(
            group=cell.group, numerator=None, denominator=None, value=None, low=None, high=None, suppressed=True
        )
    share = cell.numerator / cell.denominator if cell.denominator else None
    low, high = wilson(cell.numerator, cell.denominator) if shares and cell.denominator else (None, None)
    return Cell(
        group=cell.group,
        numerator=cell.numerator,
        denominator=cell.denominator,
        value=share,
        low=low,
        high=high,
        suppressed=False,
    )

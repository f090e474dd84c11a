"""Answers a measure over open facts: its total and its groups, with small cells hidden."""

from collections.abc import Mapping

from duckdb import DuckDBPyConnection

from schemas.value import value
from workers.insight.count_groups import CountGroups
from workers.insight.measure import Measure
from workers.insight.small_cells import Counted, hide_derivable, hide_small
from workers.insight.wilson import wilson

Group = Mapping[str, str | int | None]
"""Values by column name; none for the total."""


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
    counts = CountGroups(database, measure)
    groupings: list[list[Counted]] = []
    hide_total = False
    for names in measure.groups:
        cells = hide_small(counts.by(names))
        if counts.are_parts(names) and not measure.overlap:
            cells, all_hidden = hide_derivable(cells)
            hide_total = hide_total or all_hidden
        groupings.append(sorted(cells, key=_order))
    total = hide_small(counts.by(())) if measure.total else []
    made = [_cell(cell, shares=counts.shares, hidden=cell.hidden or hide_total) for cell in total]
    parts = (_cell(cell, shares=counts.shares, hidden=cell.hidden) for grouping in groupings for cell in grouping)
    return (*made, *parts)


def _order(cell: Counted) -> list[tuple[bool, int, str]]:
    """Numbers by size, texts by alphabet, what is missing last."""
    parts = cell.group.values()
    return [(part is None, part if isinstance(part, int) else 0, str(part)) for part in parts]


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

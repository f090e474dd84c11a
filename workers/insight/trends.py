"""Which groups grow or shrink from the first to the last full year."""

from collections.abc import Sequence

from schemas.value import value
from workers.insight.answer_measure import Cell


@value
class Trend:
    """The change of a group between two full years, if it is more than chance."""

    key: str
    """The group: its chapter or block."""
    first: Cell
    last: Cell

    @property
    def points(self) -> float:
        """Change of the share, between -1 and 1."""
        return (self.last.value or 0.0) - (self.first.value or 0.0)


def trends(cells: Sequence[Cell], column: str, years: Sequence[int]) -> list[Trend]:
    """The groups whose share changed so much that the 95 % intervals of both years do not overlap, growth first.

    Args:
        cells: of a share by year.
        column: what names the group.
        years: the full years; with fewer than two there is no trend.
    """
    if len(years) < 2:
        return []
    by_year = {(cell.group[column], cell.group["year"]): cell for cell in cells if set(cell.group) == {"year", column}}
    found = []
    for key in sorted({str(key) for key, _ in by_year}):
        first, last = by_year.get((key, years[0])), by_year.get((key, years[-1]))
        if first is None or last is None or first.suppressed or last.suppressed:
            continue
        if first.low is None or first.high is None or last.low is None or last.high is None:
            continue
        if last.low > first.high or last.high < first.low:
            found.append(Trend(key=key, first=first, last=last))
    return sorted(found, key=lambda trend: (-trend.points, trend.key))

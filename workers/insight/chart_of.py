"""The chart next to a table, if any."""

from typing import Final

from workers.http.markup import Markup
from workers.insight.answer_measure import Cell
from workers.insight.charts import Bar, Curve, Point, draw_bars, draw_curves
from workers.insight.report import Section
from workers.insight.tables import Line, TableView, heading, label
from workers.insight.wilson import FEW

_MOST_BARS: Final = 12
_MOST_CURVES: Final = 5
_IN_ORDER: Final = frozenset({"month", "year", "days"})


def chart_of(section: Section, view: TableView) -> Markup | None:
    """The chart of a table: a line over time, lines of several groups over years, or bars; None with one value."""
    unit = section.measure.unit
    style = "dollars" if unit.startswith("US dollars") else "rate" if section.measure.events else "share"
    words = f"{section.measure.title} by {' and '.join(map(heading, view.names))}"
    if view.names == ("month",) or (len(view.names) == 1 and view.names[0] in _IN_ORDER):
        cells = [cell for cell in section.cells if tuple(cell.group) == view.names]
        if sum(cell.value is not None for cell in cells) < 2:
            return None
        points = tuple(_point(label(view.names[0], cell.group[view.names[0]]), cell) for cell in cells)
        return draw_curves([Curve(name=section.measure.title, points=points)], style, words)
    if not view.lines or "table" in view.names:
        return None
    if "year" in view.names and len(view.across) > 1:
        changed = sorted(view.lines, key=_change, reverse=True)[:_MOST_CURVES]
        words += ": those that changed most" if len(view.lines) > _MOST_CURVES else ""
        return draw_curves([_curve(line, view.across) for line in changed], style, words)
    bars = [bar for line in view.lines[:_MOST_BARS] if (bar := _bar(line, style)) is not None]
    return draw_bars(bars, style, words) if len(bars) > 1 else None


def _point(name: str, cell: Cell | None) -> Point:
    if cell is None or cell.value is None or (cell.denominator or 0) < FEW:
        return Point(label=name, value=None)
    return Point(label=name, value=cell.value, low=cell.low, high=cell.high)


def _curve(line: Line, across: tuple[str, ...]) -> Curve:
    points = tuple(_point(name, cell) for name, cell in zip(across, line.cells, strict=True))
    return Curve(name=" ".join(line.labels), points=points)


def _change(line: Line) -> float:
    """How much a group changed from the first to the last year."""
    first, *_, last = (None if cell is None else cell.value for cell in line.cells)
    return 0.0 if first is None or last is None else abs(last - first)


def _bar(line: Line, style: str) -> Bar | None:
    """A bar of the first cell of a line."""
    cell = line.cells[0]
    if cell is None or cell.value is None:
        return None
    shown = (cell.numerator or 0.0) if style == "dollars" else cell.value
    return Bar(label=" ".join(line.labels), value=shown, low=cell.low, high=cell.high)

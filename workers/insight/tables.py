"""The tables of a section: the total and each grouping, sorted, labeled and cut to what a reader takes in."""

from collections.abc import Sequence
from typing import Final

from schemas.value import value
from workers.insight.answer_measure import Cell
from workers.insight.load_conditions import condition_name
from workers.insight.quality_verdict import edit_words
from workers.insight.report import Section

MOST_ROWS: Final = 15
_MOST_IN_ORDER: Final = 12
"""Of months the last ones; all are in the chart."""
_IN_ORDER: Final = frozenset({"month", "year", "days"})
_ACROSS: Final = frozenset({"year", "kind"})
_HEADINGS: Final = {
    "edit": "edit",
    "source_system": "source",
    "billing_npi": "billing provider",
    "payer_id": "payer",
    "claim_form": "claim form",
    "days": "within days",
    "adjustment_group": "group",
    "service_category": "service category",
    "table": "code table",
    "sole_blocker": "only reason",
    "touched": "one of the reasons",
}


@value
class Line:
    """One row of a table: labels, then values; each value is a cell, or None where there is none."""

    labels: tuple[str, ...]
    cells: tuple[Cell | None, ...]


@value
class TableView:
    """One grouping of a measure."""

    names: tuple[str, ...]
    """The columns that it is grouped by."""
    headings: tuple[str, ...]
    across: tuple[str, ...]
    """What the cells of a line stand for, if they are several: years, or kinds."""
    lines: tuple[Line, ...]
    more: int
    """Lines that are left out because they are many."""
    hidden: int
    """Lines that are left out because they are about few persons."""


def tables_of(section: Section) -> list[TableView]:
    """The groupings of a section as tables, in the order of the measure."""
    return [_table(section, names) for names in section.measure.groups]


def _table(section: Section, names: tuple[str, ...]) -> TableView:
    cells = [cell for cell in section.cells if cell.group and set(cell.group) == set(names)]
    across = next((name for name in names if name in _ACROSS and len(names) > 1), None)
    down = [name for name in names if name != across]
    columns = sorted({str(cell.group[across]) for cell in cells}) if across else [""]
    rows: dict[tuple[str, ...], dict[str, Cell]] = {}
    for cell in cells:
        key = tuple(label(name, cell.group[name]) for name in down)
        rows.setdefault(key, {})[str(cell.group[across]) if across else ""] = cell
    shown = {key: held for key, held in rows.items() if not all(cell.suppressed for cell in held.values())}
    order = list(shown)
    if not _IN_ORDER.intersection(down):
        order.sort(key=lambda key: _size(shown[key], columns))
    lines = [Line(labels=key, cells=tuple(shown[key].get(each) for each in columns)) for key in order]
    kept = lines[-_MOST_IN_ORDER:] if _IN_ORDER.intersection(down) else lines[:MOST_ROWS]
    return TableView(
        names=names,
        headings=tuple(heading(name) for name in down),
        across=tuple(heading(each) for each in columns) if across else (),
        lines=tuple(kept),
        more=len(lines) - len(kept),
        hidden=len(rows) - len(shown),
    )


def _size(held: dict[str, Cell], columns: Sequence[str]) -> tuple[float, ...]:
    """Sorts by the last column first, the largest first."""
    numbers = [held[each].numerator if each in held else None for each in reversed(columns)]
    return tuple(-(number or 0.0) for number in numbers)


def heading(name: str) -> str:
    """What stands over a column."""
    return _HEADINGS.get(name, name.replace("_", " "))


def label(name: str, part: str | int | None) -> str:
    """What stands at the head of a row."""
    if part is None:
        return "(none)"
    if name == "edit":
        return edit_words(str(part))
    if name in ("chapter", "block"):
        words = condition_name(name, str(part))
        return f"{part} {words}".strip()
    return str(part)


def share_words(cell: Cell | None, unit: str) -> str:
    """The value of a cell for a reader: a share, an amount of dollars, or a rate; a dash if there is none to show."""
    if cell is None or cell.value is None:
        return "–"
    if unit.startswith("US dollars"):
        return f"${cell.numerator:,.0f}"
    return f"{cell.value:.2f}" if cell.low is None else f"{cell.value:.1%}"


def count_words(cell: Cell | None, unit: str) -> str:
    """Numerator and denominator for a reader."""
    if cell is None or cell.numerator is None or cell.denominator is None:
        return "–"
    if unit.startswith("US dollars"):
        return f"of ${cell.denominator:,.0f}"
    if " per " in unit:
        events, per = unit.split(" per ")
        return f"{cell.numerator:,.0f} {events}, {cell.denominator:,.0f} {per}s"
    return f"{cell.numerator:,.0f} of {cell.denominator:,.0f}"


def range_words(cell: Cell | None) -> str:
    """The 95 % interval for a reader; empty without one."""
    return "" if cell is None or cell.low is None or cell.high is None else f"{cell.low:.1%} – {cell.high:.1%}"

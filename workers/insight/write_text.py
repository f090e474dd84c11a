"""Writes a report for a terminal."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from workers.insight.report import TITLES, Report, Section
from workers.insight.tables import (
    TableView,
    count_words,
    range_words,
    share_words,
    tables_of,
)
from workers.insight.wilson import FEW


def write_text(report: Report) -> RenderableType:
    """The report with the verdict on top, ready to print."""
    first, *others = report.verdict
    parts: list[RenderableType] = [
        Text(TITLES[report.name], style="bold underline"),
        Text(first, style="bold"),
        *map(Text, others),
        *(Text(line, style="bold yellow") for line in report.missing),
        Text(""),
        *(Text(line, style="dim") for line in report.trust),
    ]
    for section in report.sections:
        parts += _section(section)
    return Group(*parts)


def _section(section: Section) -> Iterator[RenderableType]:
    measure = section.measure
    yield Text(f"\n{measure.title}", style="bold underline")
    yield Text(f"{measure.question}\nOut of {measure.denominator}.", style="dim")
    total = next((cell for cell in section.cells if not cell.group), None)
    if total is not None and total.suppressed:
        yield Text("Total: not shown; it is about fewer than 11 persons or would reveal such a number.")
    elif total is not None and total.value is not None:
        words = (share_words(total, measure.unit), count_words(total, measure.unit), range_words(total))
        yield Text("Total: " + "  ".join(filter(None, words)))
    for view in tables_of(section):
        if view.lines:
            yield ""
            yield _table(view, measure.unit)
        notes = [f"{view.more:,} more (--format csv lists all)"] if view.more else []
        notes += [f"{view.hidden:,} hidden because they are small"] if view.hidden else []
        if notes:
            yield Padding(Text(f"{', '.join(view.headings)}: {'; '.join(notes)}", style="dim"), (0, 0, 0, 0))
    yield Text("")
    yield Text(" ".join(measure.caveats), style="dim")
    yield Text(f"→ {measure.action}", style="green")


def _table(view: TableView, unit: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in view.headings:
        table.add_column(name)
    if view.across:
        for each in view.across:
            table.add_column(each, justify="right")
    else:
        ranges = any(range_words(cell) for line in view.lines for cell in line.cells)
        for each in ("", "count", *(("95% interval",) if ranges else ())):
            table.add_column(each, justify="right")
    for line in view.lines:
        if view.across:
            table.add_row(*line.labels, *(share_words(cell, unit) for cell in line.cells))
            continue
        (cell,) = line.cells
        gray = "dim" if cell is not None and (cell.denominator or 0) < FEW else ""
        words = [share_words(cell, unit), count_words(cell, unit), *([range_words(cell)] if ranges else [])]
        table.add_row(*line.labels, *words, style=gray)
    return table

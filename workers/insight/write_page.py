"""Writes a report as one HTML file: no script, nothing from elsewhere, the same bytes for the same numbers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from workers.http.markup import Markup, join, tag
from workers.insight.chart_of import chart_of
from workers.insight.report import TITLES, Report, Section
from workers.insight.small_cells import LEAST_PERSONS
from workers.insight.tables import TableView, count_words, heading, range_words, share_words, tables_of
from workers.insight.wilson import FEW

_STYLE: Final = Path(__file__).with_name("page.css")


def write_page(report: Report) -> str:
    """The page, with the verdict on top."""
    first, *others = report.verdict
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{TITLES[report.name]}: {first}"),
        tag("style", Markup(_STYLE.read_text(encoding="utf-8"))),
    )
    body = tag(
        "body",
        tag(
            "header",
            tag("p", TITLES[report.name], class_="kind"),
            tag("h1", first),
            *(tag("p", line, class_="verdict") for line in others),
            *(tag("p", line, class_="missing") for line in report.missing),
            tag("ul", *(tag("li", line) for line in report.trust), class_="muted small"),
        ),
        tag("main", *map(_section, report.sections)),
    )
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='en')}\n"


def _section(section: Section) -> Markup:
    measure = section.measure
    return tag(
        "section",
        tag("h2", measure.title),
        tag("p", f"{measure.question} Out of {measure.denominator}.", class_="muted"),
        *_total(section),
        *(_view(section, view) for view in tables_of(section)),
        tag("p", measure.action, class_="todo"),
        tag("ul", *(tag("li", line) for line in (measure.maturity, *measure.caveats)), class_="muted small"),
        id=measure.name,
    )


def _total(section: Section) -> Iterator[Markup]:
    total = next((cell for cell in section.cells if not cell.group), None)
    if not section.cells:
        yield tag("p", "No cases.", class_="all")
    if total is None:
        return
    if total.value is None:
        few = f"Not shown: it is about fewer than {LEAST_PERSONS} persons or would reveal such a number."
        yield tag("p", few if total.suppressed else "No cases.", class_="all")
        return
    between = range_words(total)
    words = f" {count_words(total, section.measure.unit)}" + (f", 95% interval {between}" if between else "")
    yield tag("p", tag("strong", share_words(total, section.measure.unit)), words, class_="all")


def _view(section: Section, view: TableView) -> Markup:
    unit = section.measure.unit
    parts: list[Markup] = []
    chart = chart_of(section, view)
    if view.lines:
        table = tag("div", _table(view, unit), class_="wide")
        parts.append(table if chart is None else tag("div", table, chart, class_="beside"))
    notes = [f"{view.more:,} more rows with --format csv."] if view.more else []
    notes += [f"{view.hidden:,} hidden because they are small."] if view.hidden else []
    if notes:
        parts.append(tag("p", " ".join(notes), class_="muted small"))
    if not parts:
        return Markup("")
    split = [name for name in view.names if name != "kind"]  # which stands over the columns
    return tag(
        "div",
        tag("h3", f"By {' and '.join(sorted(map(heading, split), key=lambda name: name == 'year'))}"),
        *parts,
    )


def _table(view: TableView, unit: str) -> Markup:
    ranges = any(range_words(cell) for line in view.lines for cell in line.cells)
    names = view.across or ("", "count", *(("95% interval",) if ranges else ()))
    heads = [tag("th", name, scope="col") for name in view.headings]
    heads += [tag("th", name, scope="col", class_=_class(name)) for name in names]
    rows = []
    for line in view.lines:
        cells = [tag("th", label, scope="row") for label in line.labels]
        if view.across:
            cells += [tag("td", share_words(cell, unit), class_="number") for cell in line.cells]
        else:
            (cell,) = line.cells
            cells.append(tag("td", share_words(cell, unit), class_="number"))
            cells.append(tag("td", count_words(cell, unit), class_="number"))
            if ranges:
                cells.append(tag("td", range_words(cell), class_="number range"))
        few = any(cell is not None and 0 < (cell.denominator or 0) < FEW for cell in line.cells)
        rows.append(tag("tr", *cells, class_="few" if few else None))
    return tag("table", tag("thead", tag("tr", *heads)), tag("tbody", join(rows)))


def _class(name: str) -> str:
    """Intervals are left out on a narrow screen."""
    return "number range" if name.startswith("95%") else "number"

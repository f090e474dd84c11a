"""Writes a report for programs: JSON lines or CSV, one row a cell."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from workers.insight.report import Report


def write_json(report: Report) -> str:
    """One JSON object a line (deploy/INSIGHT.md)."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in cells_of(report))


def write_csv(report: Report) -> str:
    """The same columns; `group` and `caveats` are JSON."""
    held = io.StringIO()
    writer: csv.DictWriter[str] | None = None
    for row in cells_of(report):
        if writer is None:
            writer = csv.DictWriter(held, list(row), lineterminator="\n")
            writer.writeheader()
        writer.writerow(row | {name: json.dumps(row[name], ensure_ascii=False) for name in ("group", "caveats")})
    return held.getvalue()


def cells_of(report: Report) -> Iterator[dict[str, Any]]:
    """All cells, by the names that machine forms have for their parts."""
    for section in report.sections:
        for cell in section.cells:
            yield {
                "measure": section.measure.name,
                "group": dict(cell.group),
                "numerator": cell.numerator,
                "denominator": cell.denominator,
                "value": _rounded(cell.value),
                "low": _rounded(cell.low),
                "high": _rounded(cell.high),
                "unit": section.measure.unit,
                "suppressed": cell.suppressed,
                "caveats": [*section.measure.caveats, *report.caveats],
            }


def _rounded(number: float | None) -> float | None:
    """To six decimals: more say nothing, and differ between machines."""
    return None if number is None else round(number, 6)

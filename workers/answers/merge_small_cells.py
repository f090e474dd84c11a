"""Takes the cells about few claims out of a report, so that it points at no person."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from workers.answers.answers_report import AnswersReport, Merged, Table
from workers.answers.small_cells import FEWEST, split_small

T = TypeVar("T")


def merge_small_cells(report: AnswersReport) -> AnswersReport:
    """The report with every cell about fewer than 11 claims merged with others."""
    merged: list[Merged] = []

    def keep(table: Table, rows: Sequence[T], claims: Callable[[T], int]) -> tuple[T, ...]:
        shown, small = split_small(rows, claims)
        if small:
            total = sum(map(claims, small))
            cells = tuple(row.name for row in report.classes if row in small) if table == "counts" else ()
            merged.append(
                Merged(table=table, cells=cells, number=len(small), claims=total if total >= FEWEST else None)
            )
        return tuple(shown)

    rejecting = report.rejecting_edits
    return replace(
        report,
        classes=keep("counts", report.classes, lambda row: row.claims),
        codes=keep("codes", report.codes, lambda row: row.claims),
        edits=keep("edits", report.edits, lambda row: row.warned),
        rejecting_edits=rejecting and keep("rejecting_edits", rejecting, lambda row: row.rejected),
        merged=tuple(merged),
    )

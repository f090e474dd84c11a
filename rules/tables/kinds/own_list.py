"""Lists that are not published in a readable format: users write them as csv, one rule per row."""

from typing import Final

OWN_SOURCE: Final = "Your own list."
OWN_LICENSE: Final = "Yours."
AHA_LICENSE: Final = "The codes are the American Hospital Association's; hold its license. Descriptions are not read."

_WRITTEN: Final = """A csv file: UTF-8, commas, one header, one rule per row. Columns may be in any order.
Dates are written 2026-10-01; an empty start or end means no bound.
An empty payer_id, place or states means all."""
_EXPORTED: Final = """An export of another program can be loaded too: csv, a workbook, or text separated by tabs, \
bars or semicolons.
Map its headings to columns with --column code="REV CODE". Set a column that it does not have with
--word kind=condition, or with one value per file: --word kind=condition,occurrence,value.
In an export, start and end may be missing, 1 is yes, and 0 or an empty cell is no."""


def own_layout(columns: str) -> str:
    """The layout of a list that users write themselves.

    Args:
        columns: the columns, each with what it holds.
    """
    return f"{_WRITTEN}\n\nColumns: {columns}."


def own_code_layout(columns: str) -> str:
    """The layout of a list of codes, which may also come from another program.

    Args:
        columns: the columns, each with what it holds.
    """
    return f"{own_layout(columns)}\n\n{_EXPORTED}"

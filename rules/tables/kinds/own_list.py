"""Lists that are not published in a readable format: users write them as csv, one rule a row."""

from typing import Final

OWN_SOURCE: Final = "Your own list."
OWN_LICENSE: Final = "Yours."
AHA_LICENSE: Final = "The codes are the American Hospital Association's; hold its license. Descriptions are not read."

_WRITTEN: Final = """A csv file: UTF-8, commas, one header, one rule a row. Columns may be in any order. Dates are \
2026-10-01.
An empty start or end means no bound; an empty payer_id, place or states means all."""
_EXPORTED: Final = """The list may also be loaded from another program's export: csv, text separated by tabs, bars or \
semicolons, or a workbook.
Map a heading of that file to a column with --column code="REV CODE", and give a column that the file does not have one
value with --word kind=condition; for several files, one value each, in their order: --word
kind=condition,occurrence,value. start and end may then be missing, and Y, N, 1, 0 and an empty cell (no) are read
too."""


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

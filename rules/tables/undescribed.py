"""Codes of ICD-10 that no public source describes, and the official order files that would describe them."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from rules.tables.shipped.dated_codes import DatedCodes

_OCTOBER: Final = (10, 1)
_DAY: Final = timedelta(days=1)


def undescribed_codes(table: DatedCodes) -> tuple[str, ...]:
    """The codes of a table that have no description, in order."""
    described = table.descriptions()
    return tuple(code for code in table.all_codes() if code not in described)


def order_files_for(table: DatedCodes, codes: Collection[str]) -> tuple[str, ...]:
    """The fewest releases whose order files have all these codes, such as `FY2016`, oldest first.

    A release has the codes that are in force on its first day.
    """
    spans = [(row.start, min(row.end, table.in_force_through)) for code in codes for row in table.history(code)[-1:]]
    found: list[date] = []
    for start, end in sorted(spans, key=lambda span: span[1]):
        if not found or found[-1] < start:  # spans are sorted by their ends, so the last day chosen is the newest
            found.append(max(_last_october(end), start))
    return tuple(_release_of(day) for day in dict.fromkeys(found))


def _last_october(day: date) -> date:
    return date(day.year if (day.month, day.day) >= _OCTOBER else day.year - 1, *_OCTOBER)


def _release_of(day: date) -> str:
    if (day.month, day.day) == _OCTOBER:
        return f"FY{day.year + 1}"
    return f"{day:%B %Y}"

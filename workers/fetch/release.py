"""A release that a source offers: its period, its place in the order, and the files it is made of."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from rules.tables.loaders.period import quarter_of, year_period
from schemas.value import value
from workers.fetch.source import Length

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DIGITS: Final = re.compile(r"(\d+)")
_AHEAD: Final = timedelta(days=60)


@value
class OfferedFile:
    """One file of a release."""

    address: str
    """Where it is downloaded."""
    name: str
    """The name it is kept under."""
    part: str
    """Which part of the release it is; empty if there is only one."""
    text: str
    """What the page says at the link."""
    license: str | None = None
    """The license page that the publisher puts before the file, by name."""
    stated_count: int | None = None
    """How many records the page says it has."""


@value
class Release:
    """A release as its publisher offers it."""

    label: str | None
    """Its name, such as `2026 Q4`; None if only the file says it."""
    first: date | None
    """The first day it is in force; None if only the file says it."""
    last: date | None
    rank: tuple[tuple[int | str, ...], ...]
    """Its place among releases that begin on the same day; the greatest is the newest."""
    files: tuple[OfferedFile, ...]
    missing: tuple[str, ...]
    """The parts that are not offered yet."""


def period_of(groups: Mapping[str, str | None], length: Length) -> tuple[str | None, date | None, date | None]:
    """The label, the first and the last day that the named groups of a link give; None where they give none.

    Raises:
        ValueError: they are not a period.
    """
    said = {name: text.lower() for name, text in groups.items() if text}
    year = int(said.get("year") or said.get("yy") or said.get("fy") or 0)
    year += 2000 if 0 < year < 100 else 0
    month = _MONTHS.index(said["month"][:3]) + 1 if "month" in said else None
    if length == "snapshot":
        return (None, None, None) if (day := _day(said, year, month)) is None else (day.isoformat(), day, None)
    if length == "quarter":
        if "version" in said:  # NCCI counts its versions from 1994: 323 is the fourth quarter of 2026
            year, month = int(said["version"][:-1]) + 1994, int(said["version"][-1]) * 3 + 1
        elif "letter" in said:
            month = "abcd".index(said["letter"]) * 3 + 1
        elif "quarter" in said:
            month = int(said["quarter"]) * 3 - 2
        found = quarter_of(date(year, month or 0, 1))
        return found.label, found.start, found.end
    if length == "half":
        start = date(year, 7 if said["half"] == "1" else 1, 1)
        return f"{year}-{start.month:02}", start, date(year, 6, 30) if start.month == 1 else date(year, 12, 31)
    if length == "rest of year":
        begins = quarter_of(date(year, month or 1, 1))
        return f"{year}" if begins.start.month == 1 else begins.label, begins.start, date(year, 12, 31)
    if length == "year":
        found = year_period(year)
        return found.label, found.start, found.end
    if month in (1, 4):
        return f"{'January' if month == 1 else 'April'} {year}", date(year, month, 1), date(year, 9, 30)
    return f"FY{year}", date(year - 1, 10, 1), date(year, 9, 30)


def rank_of(groups: Mapping[str, str | None], newest: tuple[str, ...]) -> tuple[tuple[int | str, ...], ...]:
    """The place of a link among those of its period: numbers in texts are compared as numbers, nothing comes first."""
    return tuple(
        tuple(int(each) if each.isdigit() else each for each in _DIGITS.split((groups.get(name) or "").lower()))
        for name in newest
    )


def wanted(releases: tuple[Release, ...], today: date, label: str | None = None) -> tuple[Release, ...]:
    """The releases to have: the complete one in force, and one that begins within 60 days.

    Args:
        releases: what the source offers.
        today: the day that decides which one is in force.
        label: only the release of this name; None: as above.
    """
    newest: dict[date | None, Release] = {}
    for each in releases:
        if each.missing or (label is not None and each.label != label):
            continue
        if each.first not in newest or each.rank > newest[each.first].rank:
            newest[each.first] = each
    if label is not None or None in newest:
        return tuple(newest.values())
    begun = sorted((day for day in newest if day is not None and day <= today), reverse=True)
    ahead = sorted(day for day in newest if day is not None and today < day <= today + _AHEAD)
    return tuple(newest[day] for day in (*begun[:1], *ahead[-1:]))


def _day(said: Mapping[str, str], year: int, month: int | None) -> date | None:
    if "day" in said:  # YYYYMMDD
        return date.fromisoformat(said["day"])
    if "mmddyy" in said:  # the year in two or four digits
        text = re.sub(r"\D", "", said["mmddyy"])
        return date(2000 + int(text[-2:]), int(text[:2]), int(text[2:4]))
    if not year:
        return None
    return date(year, month or int(said.get("quarter", "1")) * 3 - 2, int(said.get("day_of_month", "1")))

"""The period of a release, a quarter, half or whole year, from the titles or names of its files."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, Literal

from rules.tables.error import TableError
from rules.tables.loaders.draft import LoadRequest
from rules.tables.loaders.source_file import SourceFile
from schemas.value import value

Length = Literal["quarter", "half", "year", "fiscal year"]

_MONTHS: Final = {"jan": 1, "apr": 4, "jul": 7, "oct": 10}
_GAP = r"[\s_\-.,]*"
_QUARTERS: Final = (
    re.compile(rf"(?P<year>20\d\d){_GAP}q(?:tr|uarter)?{_GAP}(?P<quarter>[1-4])(?!\d)"),
    re.compile(rf"(?<![a-z])q(?:tr|uarter)?{_GAP}(?P<quarter>[1-4]){_GAP}(?P<year>20\d\d)"),
    re.compile(rf"(?<!\d)(?P<quarter>[1-4])q{_GAP}(?P<year>(?:20)?\d\d)(?!\d)"),
    re.compile(rf"(?P<month>jan|apr|jul|oct)[a-z]*{_GAP}(?:\d{{1,2}}[\s_\-.,]+)?(?P<year>20\d\d)"),
    re.compile(rf"(?P<year>20\d\d)(?:[^a-z\d]|[^a-z\d][a-z ]+[^a-z\d]|{_GAP})(?P<month>jan|apr|jul|oct)"),
    re.compile(r"(?<!\d)(?P<number>0[147]|10)[-_/.]?01[-_/.]?(?P<year>20\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>20\d\d)[-_/.]?(?P<number>0[147]|10)[-_/.]?01(?!\d)"),
    re.compile(r"rvu(?P<year>\d\d)(?P<letter>[a-d])(?:r\d?)?(?![a-z\d])"),
    # NCCI counts its versions from 1994: v313r0 is the fourth quarter of 2025.
    re.compile(r"(?<![a-z])v(?P<version>\d\d)(?P<zeroth>[0-3])r\d"),
)
_YEAR: Final = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_CALENDAR: Final = re.compile(rf"(?<![a-z])(?:cy|calendar{_GAP}year){_GAP}(20\d\d)(?!\d)")
_FISCAL: Final = re.compile(rf"fy{_GAP}(20\d\d|\d\d)(?!\d)")
# In a name such as POAexemptCodesApr22; ICD-10 has had releases in October, January (2021) and April.
_UPDATE: Final = re.compile(rf"(?P<month>apr(?:il)?|jan(?:uary)?){_GAP}(?:0?1(?!\d){_GAP})?(?P<year>20\d\d|\d\d)(?!\d)")
_UPDATE_MONTH: Final = re.compile("(apr(?:il)?|jan(?:uary)?)(?![a-z])")
_OCTOBER: Final = re.compile(rf"fy{_GAP}\d\d|oct(?:ober)?(?![a-z])")
_HALVES: Final = re.compile(r"taxonomy_(\d{1,2})([01])(?!\d)")


@value
class Period:
    """The days of a release, and its short name."""

    label: str
    start: date
    end: date


def period_in(text: str, length: Length) -> Period | None:
    """The period named in a title or file name; None if there is none."""
    lowered = text.lower()
    if length == "quarter":
        for pattern in _QUARTERS:
            if found := pattern.search(lowered):
                return _quarter(found)
        return None
    if length == "half":
        return _half(int(found[1]) + 2000, int(found[2])) if (found := _HALVES.search(lowered)) else None
    if length == "fiscal year":
        found = _FISCAL.search(lowered) or _YEAR.search(lowered)
        update = _UPDATE.search(lowered)
        if found is None and update is None:
            return None
        year = int(found[1] if found is not None else update["year"] if update is not None else 0) % 2000 + 2000
        return Period(label=f"FY{year}", start=date(year - 1, 10, 1), end=date(year, 9, 30))
    found = _YEAR.search(lowered)
    return None if found is None else year_period(int(found[1]))


def quarter_of(day: date) -> Period:
    """The quarter that a day is in."""
    quarter = (day.month - 1) // 3 + 1
    return _quarter_of(day.year, quarter)


def year_period(year: int) -> Period:
    """A calendar year."""
    return Period(label=str(year), start=date(year, 1, 1), end=date(year, 12, 31))


def decide_period(
    request: LoadRequest, source: SourceFile, texts: Iterable[str], length: Length, fallback: Period | None = None
) -> Period:
    """The period of a release: the expected or the user's, else the first one named in a text, else the fallback.

    Raises:
        TableError: there is none, or the file names another period than the user, or a period outside the expected one.
    """
    texts = tuple(texts)
    named = next((found for text in texts if (found := period_in(text, length))), None)
    told = period = named or fallback
    if request.expected_days is not None:
        first, last = request.expected_days
        label = request.release or (named.label if named is not None else f"{first} … {last}")
        if named is not None and (named.end < first or last < named.start):
            raise TableError(source.name, f"says it is for {named.label}, not for {label}")
        period = Period(label=label, start=first, end=last)
    elif request.release is not None:
        asked = period_in(request.release, length)
        if asked is not None and told is not None and (asked.start, asked.end) != (told.start, told.end):
            raise TableError(source.name, f"says it is for {told.label}, not for {asked.label}")
        if asked is not None:
            period = asked
        elif told is not None:
            period = Period(label=request.release, start=told.start, end=told.end)
        elif request.in_force_from is not None and request.in_force_through is not None:
            period = Period(label=request.release, start=request.in_force_from, end=request.in_force_through)
    if period is None:
        example = {"quarter": "2026 Q3", "half": "2026-07", "year": "2026", "fiscal year": "FY2026"}[length]
        raise TableError(source.name, f"does not say which {length} it is for; name it, as in --release {example!r}")
    year = next((cy[1] for text in texts if (cy := _CALENDAR.search(text.lower()))), None)
    if named is None and year not in (None, str(period.start.year)):
        raise TableError(source.name, f"says it is for {year}, not for {period.label}")
    start, end = request.in_force_from or period.start, request.in_force_through or period.end
    if end < start:
        raise TableError(source.name, f"the last day, {end}, is before the first, {start}")
    return Period(label=period.label, start=start, end=end)


def icd10_period(request: LoadRequest, source: SourceFile, *texts: str) -> Period:
    """The period of an ICD-10 file: its fiscal year, or what is left of it from January or April on.

    The month is read from the release that the user names, the file's name and the names of the archives around it:
    CMS does not mark the files inside its April archives.

    Args:
        request: the options of the load.
        source: the file.
        texts: the file's titles, if it has any.

    Raises:
        TableError: there is none, or the file names another period than the user.
    """
    period = decide_period(request, source, (source.own_name, *texts, source.name), "fiscal year")
    month = next(
        (found[1] for text in (request.release or "", source.name) if (found := _UPDATE_MONTH.search(text.lower()))),
        None,
    )
    if request.expected_days is not None:
        return period
    if (day := request.in_force_from) is not None:
        update = request.release is None and (day.month, day.day) in ((1, 1), (4, 1))
        return replace(period, label=f"{day:%B %Y}") if update else period
    if month is None:
        return period
    year, name, number = period.end.year, *(("April", 4) if month.startswith("apr") else ("January", 1))
    return Period(label=f"{name} {year}", start=date(year, number, 1), end=period.end)


def names_no_month(request: LoadRequest, source: SourceFile, period: Period) -> bool:
    """Whether an ICD-10 file names only a year, so that it may be October's release or the April one."""
    told = (request.in_force_from, request.release, request.expected_days, _OCTOBER.search(source.name.lower()))
    return not any(told) and (period.start.month, period.start.day) == (10, 1)


def _quarter(found: re.Match[str]) -> Period:
    said = found.groupdict()
    if said.get("version"):
        return _quarter_of(int(said["version"]) + 1994, int(said["zeroth"]) + 1)
    year = int(said["year"]) % 2000 + 2000
    if said.get("quarter"):
        return _quarter_of(year, int(said["quarter"]))
    if said.get("letter"):
        return _quarter_of(year, "abcd".index(said["letter"]) + 1)
    month = _MONTHS[said["month"]] if said.get("month") else int(said["number"])
    return _quarter_of(year, (month - 1) // 3 + 1)


def _quarter_of(year: int, quarter: int) -> Period:
    following = date(year + quarter // 4, quarter * 3 % 12 + 1, 1)
    return Period(label=f"{year} Q{quarter}", start=date(year, quarter * 3 - 2, 1), end=following - timedelta(days=1))


def _half(year: int, half: int) -> Period:
    if half == 0:
        return Period(label=f"{year}-01", start=date(year, 1, 1), end=date(year, 6, 30))
    return Period(label=f"{year}-07", start=date(year, 7, 1), end=date(year, 12, 31))

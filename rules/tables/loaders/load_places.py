"""Loads `pos`, the place of service codes, on top of the list before it. See the description of the table."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Final

from rules.tables.folder_index import read_index
from rules.tables.loaders.draft import Draft, LoadRequest, refuse, refuse_files, refuse_layout
from rules.tables.loaders.fields import Periods, only, read_optional_day
from rules.tables.loaders.headed_rows import find_headed_rows, texts_first
from rules.tables.loaders.source_file import SourceFile, read_all
from rules.tables.shipped.places_of_service import PlacesOfService
from rules.tables.shipped_table import ShippedRelease
from rules.tables.store import TABLE_KINDS, open_shipped
from schemas.value import value

_DAY: Final = timedelta(days=1)
_COLUMNS: Final = {
    "code": re.compile("(?:placeofservice)?codes?|pos(?:codes?)?"),
    "name": re.compile("(?:placeofservice)?name"),
    "start": re.compile("(?:start|effective|from)(?:date)?"),
    "end": re.compile("(?:end|termination|through)(?:date)?"),
}
_OPTIONAL: Final = frozenset(("start", "end"))
_CODE: Final = re.compile("[0-9]{2}")
_CODES: Final = re.compile("[0-9]{2}(?: ?[-\u2013] ?[0-9]{2})?")
_OPEN: Final = re.compile("unassigned", re.IGNORECASE)
_HEADINGS: Final = ["placeofservicecode", "placeofservicename", "placeofservicedescription"]
_EFFECTIVE: Final = re.compile(r"\(effective (?:date:? )?([A-Z][a-z]+ [0-9]{1,2}, [0-9]{4})\)", re.IGNORECASE)
_NOISE: Final = re.compile("[^a-z]")
_PAGE: Final = re.compile(rb"<(?:!doctype html|html|table)\b", re.IGNORECASE)
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
# A list loses a place or two in years; one that lacks a tenth of the places is incomplete.
_MOST_LOST: Final = 0.1


@value
class _Place:
    """A row of the list."""

    line: int
    code: str
    name: str
    start: date | None
    end: date | None


def load_places(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The places of service assigned since a day, on top of those assigned before.

    Raises:
        TableError: no file has the list, a row cannot be parsed, or it does not follow the earlier list.
    """
    found = [(file, rows) for file in only(files) if (rows := _rows(file, request)) is not None]
    if len(found) != 1:
        refuse_layout(files, "is not a single list of places of service: CMS's web page, or a list with code and name")
    source, rows = found[0]
    since = request.in_force_from or (request.expected_days[0] if request.expected_days is not None else None)
    if since is None:
        refuse_files([source], "does not say since when it is in force; give the date, for example --from 2027-01-01")
    if request.in_force_through is not None:
        refuse_files([source], "is in force until the next list; leave out --through")
    base, places, periods = _base(request, since, source), {}, Periods()
    for place in rows:
        known = base.period(place.code)
        if known is not None and known[1] < since - _DAY and place.end is None:
            refuse(source, place.line, "code", f"{place.code} ended on {known[1]}; ended places are not reassigned")
        start = place.start or (since if known is None else known[0])
        end = place.end or date.max
        periods.add(source, place.line, place.code, start, end)
        if place.code in places:
            refuse(source, place.line, "code", f"{place.code} is listed twice")
        places[place.code] = (start, end, place.name)
    before = {code for code, start, end, _ in base.places() if start < since <= end}
    if len(before - places.keys()) > _MOST_LOST * len(before):
        refuse_files([source], f"lacks {len(before - places.keys())} of {len(before)} places: not a complete list")
    read, ended = len(places), sorted(before - places.keys())
    for code, start, end, words in base.places():
        if code not in places and start < since:
            places[code] = (start, min(end, since - _DAY), words)
    listed = [[code, start.isoformat(), words, end.isoformat()] for code, (start, end, words) in sorted(places.items())]
    return Draft(
        release=request.release or f"CMS {since:%Y-%m}",
        in_force_from=base.in_force_from,
        in_force_through=date.max,
        rows_read=read,
        rows_kept=len(places),
        columns={},
        cumulative=True,
        used=(source,),
        notes=(f"places that the list lacks, which end on {since - _DAY}: {', '.join(ended)}",) if ended else (),
        header={"places": listed, "since": since.isoformat()},
    )


def _base(request: LoadRequest, since: date, source: SourceFile) -> PlacesOfService:
    """The list that this one is loaded on top of: the newest one before its first day."""
    found = open_shipped().pos
    if found is None or since <= found.since:
        refuse_files([source], "would begin before the shipped list, which includes the past")
    for entry in read_index(request.folder) if request.folder is not None else ():
        if entry.kind == request.kind and request.folder is not None:
            release = TABLE_KINDS[entry.kind].open_release(request.folder / entry.file)
            table = release.table if isinstance(release, ShippedRelease) else None
            if isinstance(table, PlacesOfService):
                if table.since > since:
                    refuse_files([source], f"adds nothing: {table.release}, in force since {table.since}, is newer")
                if found.since < table.since < since:
                    found = table
    return found


def _rows(source: SourceFile, request: LoadRequest) -> list[_Place] | None:
    if not source.spreadsheet and _PAGE.search(source.head):
        return _of_page(source)
    listed = find_headed_rows(source, request.columns(_COLUMNS), "utf-8", _OPTIONAL)
    if listed is None:
        return None
    return [
        _Place(
            line=line,
            code=_code(source, line, cells["code"]),
            name=_name(source, line, cells["name"]),
            start=read_optional_day(source, line, "start", cells.get("start", "")),
            end=read_optional_day(source, line, "end", cells.get("end", "")),
        )
        for line, cells in texts_first([listed])[0].rows
    ]


def _of_page(source: SourceFile) -> list[_Place] | None:
    """The rows of the tables of a page that have the headings of the list."""
    page = _Page()
    with source.open() as file:
        raw = read_all(source, file)
    try:
        page.feed(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        refuse_files([source], f"is not valid UTF-8 at byte {error.start:,}")
    page.close()
    tables = [table for table in page.tables if table and _headings(table[0][1]) == _HEADINGS]
    if not tables:
        return None
    if page.within:
        refuse_files([source], "is truncated: the page ends within a table")
    return [place for table in tables for place in _of_table(source, table[1:])]


def _of_table(source: SourceFile, rows: "list[tuple[int, list[str]]]") -> Iterator[_Place]:
    for line, cells in rows:
        if len(cells) != len(_HEADINGS):
            refuse(source, line, "row", f"must have three cells: code, name and description (got {len(cells)})")
        code, name, description = cells
        if _OPEN.fullmatch(name) and _CODES.fullmatch(code):
            continue
        effective = _EFFECTIVE.search(description)
        yield _Place(
            line=line,
            code=_code(source, line, code),
            name=_name(source, line, name),
            start=None if effective is None else _day_in_words(source, line, effective[1]),
            end=None,
        )


def _headings(cells: list[str]) -> list[str]:
    # The heading of the codes may have a plural in parentheses.
    plain = [_NOISE.sub("", cell.lower()) for cell in cells]
    return [plain[0].removesuffix("s"), *plain[1:]] if plain else []


def _code(source: SourceFile, line: int, text: str) -> str:
    if not _CODE.fullmatch(text):
        refuse(source, line, "code", f"{text!r} is not a valid place of service (two digits)")
    return text


def _name(source: SourceFile, line: int, text: str) -> str:
    if not text or _OPEN.fullmatch(text):
        refuse(source, line, "name", "is missing")
    return text


def _day_in_words(source: SourceFile, line: int, text: str) -> date:
    month, day, year = text.replace(",", "").split()
    try:
        return date(int(year), _MONTHS.index(month.lower()) + 1, int(day))
    except ValueError:
        refuse(source, line, "description", f"{text!r} is not a valid date")


class _Page(HTMLParser):
    """The tables of a page: the cells of each row as text, with the line where the row begins."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[tuple[int, list[str]]]] = []
        self._open: list[list[tuple[int, list[str]]]] = []
        self._cell: list[str] | None = None

    @property
    def within(self) -> bool:
        """Whether a table is not closed yet."""
        return bool(self._open)

    def handle_starttag(self, tag: str, attrs: "list[tuple[str, str | None]]") -> None:
        if tag == "table":
            self._end_cell()
            self._open.append([])
            self.tables.append(self._open[-1])
        elif self._open and tag == "tr":
            self._end_cell()
            self._open[-1].append((self.getpos()[0], []))
        elif self._open and tag in ("td", "th") and self._open[-1]:
            self._end_cell()
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()
        if tag == "table" and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is not None and self._open:
            self._open[-1][-1][1].append(" ".join("".join(self._cell).split()))
            self._cell = None

"""Loads `hcpcs`, HCPCS Level II, from its text in fixed columns or its workbook. See the description of the table."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from rules.tables.coded_rows import Fact, coded_columns, described_columns
from rules.tables.loaders.draft import Draft, LoadRequest, refuse, refuse_files, refuse_layout
from rules.tables.loaders.fields import CPT, Periods, only, read_day, read_optional_day
from rules.tables.loaders.headed_rows import find_headed_rows
from rules.tables.loaders.period import Period, decide_period, quarter_of, year_period
from rules.tables.loaders.source_file import SourceFile
from schemas.value import value

_ENCODING: Final = "cp1252"
_SHORTEST, _LONGEST = 293, 320
_LEAD_LINES: Final = 60
_CODE: Final = re.compile("[A-V][0-9]{4}")
_MODIFIER: Final = re.compile("(?=.*[A-Z])[A-Z0-9]{2}")
_DATA: Final = re.compile(r"(?:[A-Z0-9]{5}|   [A-Z0-9]{2})[0-9]{5}[3478]")
_ANNUAL: Final = re.compile(r"hcpc(?:20)?(\d\d)_contr_anweb")
_COLUMNS: Final = {
    "code": re.compile("hcpcs?(code)?"),
    "sequence": re.compile("seqnum"),
    "record": re.compile("recid"),
    "long": re.compile("longdescription"),
    "coverage": re.compile("cov"),
    "added": re.compile("adddt"),
    "effective": re.compile("acteffdt"),
    "ended": re.compile("termdt"),
}


@value
class _Record:
    line: int
    code: str
    kind: str
    long: str
    coverage: str
    added: str
    effective: str
    ended: str


def load_hcpcs(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The codes and modifiers of one release.

    Raises:
        TableError: no file is such a release, or a row cannot be parsed.
    """
    request.columns(_COLUMNS)  # a wrong name of a column is refused for text in fixed columns too
    sources = only(file for file in files if _is_text(file) or _is_workbook(file, request))
    sources = [source for source in sources if not source.spreadsheet] or sources
    if not sources:
        refuse_layout(files, "is not a HCPCS release of CMS: neither its text in fixed columns nor its workbook")
    if len(sources) > 1:
        refuse_files(sources, "are several HCPCS releases; load them one at a time")
    source = sources[0]
    rows: list[tuple[str, Fact]] = []
    words: list[tuple[str, str]] = []
    periods, newest, ends = Periods(), date.min, []
    read = dental = 0
    for record in _merged(source, request):
        read += 1
        added = read_day(source, record.line, "add date", record.added)
        effective = read_optional_day(source, record.line, "action effective date", record.effective)
        ended = read_day(source, record.line, "termination date", record.ended) if record.ended else date.max
        if record.coverage not in ("", "C", "D", "I", "M", "S"):
            refuse(source, record.line, "coverage", f"must be C, D, I, M or S (got {record.coverage!r})")
        periods.add(source, record.line, record.code, added, ended)
        newest = max(newest, added, effective if effective is not None and ended == date.max else added)
        if ended != date.max:
            ends.append(ended)
        rows.append((record.code, (added.isoformat(), ended.isoformat(), record.coverage or None)))
        if record.code[0] == "D" and len(record.code) == 5 and not request.holds_licence:
            dental += 1
        else:
            words.append((record.code, record.long))
    if not rows:
        refuse_files([source], "has no codes")
    period = _period(source, request, newest)
    return Draft(
        release=request.release or period.label,
        in_force_from=request.in_force_from or _complete_since(period, ends),
        in_force_through=period.end,
        rows_read=read,
        rows_kept=len(rows),
        columns={**coded_columns(rows), **described_columns(words)},
        cumulative=True,
        used=(source,),
        notes=(f"licensed descriptions of dental codes left out: {dental}",) if dental else (),
    )


def _period(source: SourceFile, request: LoadRequest, newest: date) -> Period:
    annual = _ANNUAL.search(source.own_name)
    fallback = year_period(2000 + int(annual[1])) if annual else quarter_of(newest)
    texts = [] if annual else [source.own_name, source.name]
    if annual and request.release is not None and str(fallback.start.year) not in request.release:
        refuse_files([source], f"is the release for {fallback.label} by its name, not for {request.release}")
    period = decide_period(request, source, texts, "quarter", fallback)
    # Each release has new rows: if all rows are older, or some are later, the name is wrong. A user who gives both
    # dates knows better.
    told = request.in_force_from is not None and request.in_force_through is not None
    if not told and not period.start - timedelta(days=366) <= newest <= period.end:
        refuse_files([source], f"seems to be for {period.label}, but its newest row is from {newest}")
    return period


def _complete_since(period: Period, ends: list[date]) -> date:
    """The first day for which the release has every code; it omits codes that ended long ago.

    Most codes end at the end of a year. A release that has codes that ended on the last day of a year has all of them.
    """
    turns = [end + timedelta(days=1) for end in ends if (end.month, end.day) == (12, 31)]
    return min([period.start, *turns])


def _is_text(file: SourceFile) -> bool:
    if file.spreadsheet:
        return False
    lines = file.head.decode(_ENCODING, "replace").splitlines()[:_LEAD_LINES]
    return any(_DATA.match(line) and _SHORTEST <= len(line) <= _LONGEST for line in lines)


def _is_workbook(file: SourceFile, request: LoadRequest) -> bool:
    """Whether a file is the workbook of a release, also as saved in csv."""
    return find_headed_rows(file, request.columns(_COLUMNS), _ENCODING) is not None


def _merged(source: SourceFile, request: LoadRequest) -> Iterator[_Record]:
    """Each code with the parts of its long description joined."""
    held: _Record | None = None
    pieces: list[str] = []
    for record in _text_records(source) if _is_text(source) else _workbook_records(source, request):
        if record.kind in "48":
            if held is None or held.code != record.code or (held.kind == "3") != (record.kind == "4"):
                refuse(source, record.line, "record", f"continues {record.code}, but does not follow it")
            pieces.append(record.long)
            continue
        if held is not None:
            yield _joined(held, pieces)
        held, pieces = record, [record.long]
    if held is not None:
        yield _joined(held, pieces)


def _joined(record: _Record, pieces: list[str]) -> _Record:
    return _Record(
        line=record.line,
        code=record.code,
        kind=record.kind,
        long=" ".join(piece.strip() for piece in pieces),
        coverage=record.coverage,
        added=record.added,
        effective=record.effective,
        ended=record.ended,
    )


def _text_records(source: SourceFile) -> Iterator[_Record]:
    begun = False
    for line, text in source.lines(_ENCODING):
        if not _DATA.match(text):
            if begun and text.strip():
                refuse(source, line, "record", "is neither a code nor a modifier")
            if line > _LEAD_LINES:
                refuse(source, line, "record", "no code was found up to this line")
            continue
        begun = True
        kind = text[10]
        if len(text) > _LONGEST or (kind in "37" and len(text) < _SHORTEST):
            refuse(source, line, "record", f"must have {_SHORTEST} to {_LONGEST} characters (got {len(text)})")
        yield _Record(
            line=line,
            code=_code(source, line, text[:5].strip(), kind),
            kind=kind,
            long=text[11:91],
            coverage=text[229:230].strip(),
            added=text[268:276].strip(),
            effective=text[276:284].strip(),
            ended=text[284:292].strip(),
        )


def _workbook_records(source: SourceFile, request: LoadRequest) -> Iterator[_Record]:
    found = find_headed_rows(source, request.columns(_COLUMNS), _ENCODING)
    for line, cells in found.rows if found is not None else ():
        kind = cells["record"]
        if kind not in ("3", "4", "7", "8"):
            refuse(source, line, "RECID", f"must be 3, 4, 7 or 8 (got {kind!r})")
        yield _Record(
            line=line,
            code=_code(source, line, cells["code"], kind),
            kind=kind,
            long=cells["long"],
            coverage=cells["coverage"],
            added=cells["added"],
            effective=cells["effective"],
            ended=cells["ended"],
        )


def _code(source: SourceFile, line: int, text: str, kind: str) -> str:
    if CPT.fullmatch(text):
        refuse(source, line, "code", f"{text} is a CPT code, not a HCPCS Level II code")
    if not (_CODE if kind in "34" else _MODIFIER).fullmatch(text):
        refuse(source, line, "code", f"{text!r} is not a valid HCPCS {'code' if kind in '34' else 'modifier'}")
    return text

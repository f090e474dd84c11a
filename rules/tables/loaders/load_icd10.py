"""Loads `icd10cm` and `icd10pcs` from the order file of a release. The layout is in the descriptions of the tables."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from rules.tables.coded_rows import described_columns, packed
from rules.tables.error import TableError
from rules.tables.folder_index import read_index
from rules.tables.loaders.add_descriptions import add_descriptions
from rules.tables.loaders.draft import Draft, LoadRequest, refuse, refuse_files, refuse_layout
from rules.tables.loaders.flag_codes import FlaggedCodes, flag_codes
from rules.tables.loaders.period import Period, icd10_period, names_no_month
from rules.tables.loaders.read_code_edits import is_code_edits, read_code_edits
from rules.tables.loaders.source_file import SourceFile
from rules.tables.shipped.dated_codes import DatedCodes
from rules.tables.shipped_table import ShippedRelease, newest_load
from rules.tables.store import TABLE_KINDS, open_shipped

_DAY: Final = timedelta(days=1)
_ENCODING: Final = "cp1252"
_ROW: Final = re.compile(r"(?P<number>[0-9]{5}) (?P<code>[0-9A-Z]{3,7}) *(?P<billable>[01]) (?P<rest>.+)")
SHAPES: Final = {"icd10cm": re.compile("[A-Z][0-9A-Z]{2,6}"), "icd10pcs": re.compile("[0-9A-HJ-NP-Z]{7}")}
_LONG_AT: Final = 77
_OCTOBER: Final = 10
# A release retires a few hundred codes; a file that lacks a tenth of all codes is not a complete release.
_MOST_RETIRED: Final = 0.1
_LONGEST_GAP: Final = timedelta(days=366)
# The April release is published in December at the earliest.
_APRIL_PUBLISHED: Final = timedelta(days=61)

_Row = tuple[str, date, date, frozenset[str]]


def load_icd10_order(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The codes of a release, on top of those of the table before it.

    Raises:
        TableError: no file is an order file of the code system, a row cannot be parsed, or the release is incomplete.
    """
    found = [file for file in files if not file.spreadsheet and _looks_like_order(file)]
    if len(found) != 1:
        refuse_layout(files, "is not a single order file: number, code, 0 or 1, and descriptions in fixed columns")
    source = found[0]
    definitions = _definitions(files, source)
    period = icd10_period(request, source)
    words = read_order_file(source, SHAPES[request.kind])
    base = _base(request, period.start)
    # April's release ends with the fiscal year, as October's does on which it builds.
    update = base.in_force_through == period.end and "begins" in base.file.header
    if base.covers(period.start) and period.end <= base.in_force_through and not update:
        _check_complete(base, period.start, words, source)
        return add_descriptions(_base(request, date.max), period, words, source)
    _check_against(base, period, words, source, update=update)
    _ask_for_month(request, source, period, base, words)
    flagged = None if definitions is None else _flagged(definitions, request.kind, period, words, base)
    rows = sorted(_merged(base, period, frozenset(words), flagged), key=lambda row: (row[0], row[1]))
    return Draft(
        release=request.release or period.label,
        in_force_from=base.in_force_from,
        in_force_through=period.end,
        rows_read=len(words),
        rows_kept=len(rows),
        columns={**_columns(rows, base), **described_columns({**base.descriptions(), **words}.items())},
        cumulative=True,
        used=(source,) if definitions is None else (source, definitions),
        notes=tuple(_notes(words, base, flagged)),
        header=_header(rows, base),
        begins=period.start,
    )


def _definitions(files: list[SourceFile], order: SourceFile) -> SourceFile | None:
    """The Definitions of Medicare Code Edits among the files; every file must be of use."""
    found = [file for file in files if is_code_edits(file)]
    if len(found) > 1:
        refuse_files(found, "are several editions of the Definitions of Medicare Code Edits; give one")
    used = {file.digest for file in (order, *found)}
    if useless := [file for file in files if file.digest not in used]:
        refuse_files(useless, "is neither an order file nor the text of the Definitions of Medicare Code Edits")
    return found[0] if found else None


def _flagged(
    definitions: SourceFile, kind: str, period: Period, words: dict[str, str], base: DatedCodes
) -> FlaggedCodes:
    """The flags from the definitions, which must be for the fiscal year of the release."""
    edits = read_code_edits(definitions, _ENCODING)
    year = period.end.year + (period.end.month >= _OCTOBER)
    if edits.fiscal_year != year:
        refuse_files([definitions], f"is for FY{edits.fiscal_year}, but the order file is for FY{year}")
    groups = open_shipped().age_ranges
    for flag, ages in edits.ages.items():
        known = None if groups is None else groups.group(flag, period.start)
        if ages != known:
            refuse_files([definitions], f"has ages {ages[0]} to {ages[1]} for {flag}, unlike the table of age ranges")

    def before(code: str) -> frozenset[str]:
        row = base.row_on(code, min(period.start - _DAY, base.in_force_through))
        return frozenset() if row is None else row.flags

    return flag_codes(edits, definitions, kind, words.keys(), before)


def _notes(words: dict[str, str], base: DatedCodes, flagged: FlaggedCodes | None) -> Iterator[str]:
    if flagged is None:
        if new := sum(1 for code in words if not base.history(code)):
            yield f"new codes without Medicare Code Editor flags: {new}"
        return
    yield f"Medicare Code Editor flags from the definitions: {', '.join(sorted(flagged.of))}"
    if flagged.kept:
        yield f"flags without a list in the definitions, unchanged: {', '.join(flagged.kept)}"


def _base(request: LoadRequest, begins: date) -> DatedCodes:
    """The table that a release is loaded on top of: the newest load that begins before it, else the shipped one."""
    shipped = open_shipped()
    found: DatedCodes | None = shipped.icd10cm if request.kind == "icd10cm" else shipped.icd10pcs
    if found is None:
        raise TableError(request.kind, "has no earlier release to load on top of")
    loads = []
    for entry in read_index(request.folder) if request.folder is not None else ():
        if entry.kind == request.kind and request.folder is not None:
            release = TABLE_KINDS[entry.kind].open_release(request.folder / entry.file)
            if isinstance(release, ShippedRelease) and isinstance(release.table, DatedCodes):
                loads.append(release)
    for load in sorted(loads, key=newest_load):
        reach, began, _ = newest_load(load)
        if isinstance(load.table, DatedCodes) and found.in_force_through <= reach and began < begins:
            found = load.table
    return found


def _looks_like_order(file: SourceFile) -> bool:
    lines = file.head.decode("latin-1").splitlines()
    return bool(lines) and _ROW.fullmatch(lines[0]) is not None


def read_order_file(source: SourceFile, shape: re.Pattern[str]) -> dict[str, str]:
    """The billable codes with their long descriptions."""
    words: dict[str, str] = {}
    seen: set[str] = set()
    for line, text in source.lines(_ENCODING):
        if not text.strip():
            continue
        found = _ROW.fullmatch(text)
        if found is None:
            refuse(source, line, "row", "does not match the fixed columns of an order file")
        code = found["code"]
        if int(found["number"]) != len(seen) + 1:
            refuse(source, line, "number", f"{found['number']} does not follow {len(seen):05}: rows are missing")
        if code in seen:
            refuse(source, line, "code", f"{code} is listed twice")
        seen.add(code)
        if found["billable"] == "1":
            if not shape.fullmatch(code):
                refuse(source, line, "code", f"{code} is not a valid code of this table")
            words[code] = text[_LONG_AT:].strip() or found["rest"].strip()
    if not words:
        refuse_files([source], "has no billable codes")
    return words


def _ask_for_month(
    request: LoadRequest, source: SourceFile, period: Period, base: DatedCodes, words: dict[str, str]
) -> None:
    """Refuse a file that names only its year, if it may be the April release.

    Where the table has the codes of October 1, only a file with the same codes is October's. Where it does not, the
    file can only be October's as long as April's is not published.
    """
    if not names_no_month(request, source, period):
        return
    if base.covers(period.start):
        ask = words.keys() != {code for code in base.all_codes() if base.row_on(code, period.start) is not None}
    else:
        ask = request.today > period.start + _APRIL_PUBLISHED
    if ask:
        year = period.end.year
        problem = f"names only the year {year}: it may be the October release or the April one"
        refuse_files([source], f"{problem}; add --release FY{year} or --release 'April {year}'")


def _check_against(
    base: DatedCodes, period: Period, words: dict[str, str], source: SourceFile, *, update: bool
) -> None:
    if (period.end <= base.in_force_through and not update) or period.start <= base.in_force_from:
        reach = base.in_force_through
        refuse_files([source], f"adds nothing: it ends on {period.end}, and the table covers dates through {reach}")
    if period.start - base.in_force_through > _LONGEST_GAP:
        refuse_files([source], f"leaves a gap: the table ends on {base.in_force_through}; load what is missing first")
    _check_complete(base, min(period.start - _DAY, base.in_force_through), words, source)


def _check_complete(base: DatedCodes, on: date, words: dict[str, str], source: SourceFile) -> None:
    before = [code for code in base.all_codes() if base.row_on(code, on)]
    missing = sum(1 for code in before if code not in words)
    if missing > _MOST_RETIRED * len(before):
        refuse_files(
            [source], f"lacks {missing:,} of the {len(before):,} codes that were in force: not a complete release"
        )


def _merged(base: DatedCodes, period: Period, now: frozenset[str], flagged: FlaggedCodes | None) -> Iterator[_Row]:
    before = period.start - _DAY
    known = set()
    for code in base.all_codes():
        known.add(code)
        rows = [row for row in base.history(code) if row.start < period.start]
        # Flags are known up to the end of the earlier table, which may be in the middle of the release.
        said = base.row_on(code, period.start)
        for row in rows[:-1]:
            yield code, row.start, row.end, row.flags
        last = rows[-1] if rows else None
        if code not in now:
            if last is not None:
                yield code, last.start, min(last.end, before), last.flags
            continue
        flags = said.flags if said is not None else last.flags if last is not None else frozenset[str]()
        if flagged is not None:
            flags = flagged.flags_of(code, flags)
        if last is not None and last.end >= before and last.flags == flags:
            yield code, last.start, period.end, flags
            continue
        if last is not None:
            yield code, last.start, min(last.end, before), last.flags
        yield code, period.start, period.end, flags
    for code in now - known:
        flags = frozenset[str]()
        yield code, period.start, period.end, flags if flagged is None else flagged.flags_of(code, flags)


def _header(rows: list[_Row], base: DatedCodes) -> dict[str, Any]:
    periods, flag_sets = _periods(rows), _flag_sets(rows)
    return {
        "periods": [[start.isoformat(), end.isoformat()] for start, end in periods],
        "flag_sets": flag_sets,
        **base.kept_header(),
    }


def _columns(rows: list[_Row], base: DatedCodes) -> dict[str, tuple[str, bytes]]:
    periods = {period: at for at, period in enumerate(_periods(rows))}
    flag_sets = {flags: at for at, flags in enumerate(_flag_sets(rows))}
    return {
        "code": ("Q", packed("Q", (int.from_bytes(row[0].encode().ljust(8, b"\0"), "big") for row in rows))),
        "period": ("H", packed("H", (periods[row[1], row[2]] for row in rows))),
        "flags": ("B", packed("B", (flag_sets[" ".join(sorted(row[3]))] for row in rows))),
        "replaced": ("text", base.replaced().encode()),
    }


def _periods(rows: list[_Row]) -> list[tuple[date, date]]:
    return sorted({(row[1], row[2]) for row in rows})


def _flag_sets(rows: list[_Row]) -> list[str]:
    return sorted({" ".join(sorted(row[3])) for row in rows})

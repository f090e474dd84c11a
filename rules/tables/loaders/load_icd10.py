"""ICD-10-CM and ICD-10-PCS: the order file of a release says which codes are in force, in the order of the book.

Layout (CMS, CDC): text of fixed columns: 1–5 number, 7–13 code, 15 billable 0 or 1, 17–76 short, 78 on long. A file has
no dates, so it is put behind what is known already: a code that was in force the day before goes on, one that is new
begins with the release, and one that is missing ended the day before.

Flags of the Medicare Code Editor: give the text edition of CMS's Definitions of Medicare Code Edits of the same fiscal
year in the same load (`codes load icd10cm ORDER.zip MCE.zip`), and the codes have the flags it lists from the first
day of the release on. Without it codes keep their flags, and new ones have none. Layout: a title with its version and
its days, numbered sections, lettered parts, and under them lines of a code, a tab or blanks, and a description;
external causes of morbidity are the codes V to Y. A line that is none of these, or a code that the order file lacks,
stops the load.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from rules.tables.coded_rows import described_columns, packed
from rules.tables.error import TableError
from rules.tables.folder_index import read_index
from rules.tables.loaders.draft import Draft, LoadRequest, refuse, refuse_files
from rules.tables.loaders.flag_codes import FlaggedCodes, flag_codes
from rules.tables.loaders.period import Period, icd10_period
from rules.tables.loaders.read_code_edits import is_code_edits, read_code_edits
from rules.tables.loaders.source_file import SourceFile
from rules.tables.shipped.dated_codes import DatedCodes
from rules.tables.shipped_table import ShippedRelease
from rules.tables.store import TABLE_KINDS, open_shipped

_DAY: Final = timedelta(days=1)
_ROW: Final = re.compile(r"(?P<number>[0-9]{5}) (?P<code>[0-9A-Z]{3,7}) *(?P<billable>[01]) (?P<rest>.+)")
_SHAPES: Final = {"icd10cm": re.compile("[A-Z][0-9A-Z]{2,6}"), "icd10pcs": re.compile("[0-9A-HJ-NP-Z]{7}")}
_LONG_AT: Final = 77
_OCTOBER: Final = 10
# A release retires some hundred codes; a file without a tenth of them is not a whole release.
_MOST_RETIRED: Final = 0.1
_LONGEST_GAP: Final = timedelta(days=366)

_Row = tuple[str, date, date, frozenset[str]]


def load_icd10_order(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The codes of a release, behind those of the table that is in force.

    Raises:
        TableError: no file is an order file of the code system, a row is not understood, or it is no whole release.
    """
    found = [file for file in files if not file.spreadsheet and _looks_like_order(file)]
    if len(found) != 1:
        refuse_files(files, "is not one order file: number, code, 0 or 1, descriptions in fixed columns")
    source = found[0]
    definitions = _definitions(files, source)
    period = icd10_period(request, source)
    words = _billable(source, _SHAPES[request.kind])
    base = _base(request, period)
    _check_against(base, period, words, source)
    flagged = None if definitions is None else _flagged(definitions, request.kind, period, words, base)
    rows = sorted(_merged(base, period, frozenset(words), flagged), key=lambda row: (row[0], row[1]))
    described = {code: text for code in base.all_codes() if (text := base.description(code)) is not None}
    return Draft(
        release=request.release or period.label,
        in_force_from=base.in_force_from,
        in_force_through=period.end,
        rows_read=len(words),
        rows_kept=len(rows),
        columns={**_columns(rows, base), **described_columns({**described, **words}.items())},
        cumulative=True,
        used=(source,) if definitions is None else (source, definitions),
        notes=tuple(_notes(words, base, flagged)),
        header=_header(rows, base),
    )


def _definitions(files: list[SourceFile], order: SourceFile) -> SourceFile | None:
    """The definitions of Medicare Code Edits among the files; no download may be of no use."""
    found = [file for file in files if is_code_edits(file)]
    if len(found) > 1:
        refuse_files(found, "are several editions of the Definitions of Medicare Code Edits: give one")
    used = {file.digest for file in (order, *found)}
    if useless := [file for file in files if file.digest not in used]:
        refuse_files(useless, "holds no order file, and no text edition of the Definitions of Medicare Code Edits")
    return found[0] if found else None


def _flagged(
    definitions: SourceFile, kind: str, period: Period, words: dict[str, str], base: DatedCodes
) -> FlaggedCodes:
    """The flags by the definitions, which must be of the fiscal year of the release."""
    edits = read_code_edits(definitions, _encoding(definitions))
    year = period.end.year + (period.end.month >= _OCTOBER)
    if edits.fiscal_year != year:
        refuse_files([definitions], f"is of FY{edits.fiscal_year}, but the order file is of FY{year}")
    groups = open_shipped().age_ranges
    for flag, ages in edits.ages.items():
        known = None if groups is None else groups.group(flag, period.start)
        if ages != known:
            refuse_files(
                [definitions], f"has ages {ages[0]} to {ages[1]} for {flag}, other than the table of age groups"
            )

    def before(code: str) -> frozenset[str]:
        row = base.row_on(code, min(period.start - _DAY, base.in_force_through))
        return frozenset() if row is None else row.flags

    return flag_codes(edits, definitions, kind, words.keys(), before)


def _notes(words: dict[str, str], base: DatedCodes, flagged: FlaggedCodes | None) -> Iterator[str]:
    if flagged is None:
        if new := sum(1 for code in words if not base.history(code)):
            yield f"codes without flags of the Medicare Code Editor, as they are new: {new}"
        return
    yield f"flags of the Medicare Code Editor by its definitions: {', '.join(sorted(flagged.of))}"
    if flagged.kept:
        yield f"flags without a list in the definitions, which stay as they were: {', '.join(flagged.kept)}"


def _base(request: LoadRequest, period: Period) -> DatedCodes:
    """What the release is put behind: the newest load that ends before it does, else what is shipped."""
    shipped = open_shipped()
    found: DatedCodes | None = shipped.icd10cm if request.kind == "icd10cm" else shipped.icd10pcs
    if found is None:
        raise TableError(request.kind, "has no earlier release to be put behind")
    for entry in read_index(request.folder) if request.folder is not None else ():
        if entry.kind == request.kind and request.folder is not None:
            release = TABLE_KINDS[entry.kind].open_release(request.folder / entry.file)
            table = release.table if isinstance(release, ShippedRelease) else None
            if isinstance(table, DatedCodes) and found.in_force_through < table.in_force_through < period.end:
                found = table
    return found


def _looks_like_order(file: SourceFile) -> bool:
    lines = file.head.decode("latin-1").splitlines()
    return bool(lines) and _ROW.fullmatch(lines[0]) is not None


def _billable(source: SourceFile, shape: re.Pattern[str]) -> dict[str, str]:
    """The billable codes with their long descriptions."""
    words: dict[str, str] = {}
    seen: set[str] = set()
    for line, text in source.lines(_encoding(source)):
        if not text.strip():
            continue
        found = _ROW.fullmatch(text)
        if found is None:
            refuse(source, line, "row", "is not in the fixed columns of an order file")
        code = found["code"]
        if int(found["number"]) != len(seen) + 1:
            refuse(source, line, "number", f"{found['number']} does not follow {len(seen):05}: rows are missing")
        if code in seen:
            refuse(source, line, "code", f"{code} stands there twice")
        seen.add(code)
        if found["billable"] == "1":
            if not shape.fullmatch(code):
                refuse(source, line, "code", f"{code} has not the form of a code of this table")
            words[code] = text[_LONG_AT:].strip() or found["rest"].strip()
    if not words:
        refuse_files([source], "holds no billable codes")
    return words


def _encoding(source: SourceFile) -> str:
    with source.open() as file:
        try:
            for piece in file:
                piece.decode("utf-8")
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _check_against(base: DatedCodes, period: Period, words: dict[str, str], source: SourceFile) -> None:
    if period.end <= base.in_force_through or period.start <= base.in_force_from:
        reach = base.in_force_through
        refuse_files([source], f"adds nothing: it is in force through {period.end}, the table reaches through {reach}")
    if period.start - base.in_force_through > _LONGEST_GAP:
        refuse_files([source], f"leaves a gap: the table ends with {base.in_force_through}; load what is between first")
    before = [code for code in base.all_codes() if base.row_on(code, min(period.start - _DAY, base.in_force_through))]
    missing = sum(1 for code in before if code not in words)
    if missing > _MOST_RETIRED * len(before):
        refuse_files(
            [source], f"lacks {missing:,} of the {len(before):,} codes that were in force: that is no whole release"
        )


def _merged(base: DatedCodes, period: Period, now: frozenset[str], flagged: FlaggedCodes | None) -> Iterator[_Row]:
    before = period.start - _DAY
    known = set()
    for code in base.all_codes():
        known.add(code)
        rows = [row for row in base.history(code) if row.start < period.start]
        # Flags are known up to the table's own end, which may be in the middle of the release.
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

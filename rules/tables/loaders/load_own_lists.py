"""Loads the lists that users write themselves. The columns of each are in the description of its table."""

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any, Final, get_args

from rules.tables.coded_rows import Fact, coded_columns, described_columns
from rules.tables.error import TableError
from rules.tables.kinds.ub_codes import UB_LETTERS, UbKind
from rules.tables.loaders.draft import Draft, LoadRequest, refuse, refuse_files, refuse_layout
from rules.tables.loaders.headed_rows import HeadedRows, find_headed_rows, plain_heading
from rules.tables.loaders.own_row import OwnRow
from rules.tables.loaders.source_file import SourceFile
from schemas.value import value

_ENCODING: Final = "utf-8"
_FIRST_DAY: Final = date(2000, 1, 1)
_NO_DAYS: Final = {"start": "", "end": ""}
_HIPPS: Final = re.compile("[0-9A-Z]{5}")
_CARC: Final = re.compile("[0-9]{1,3}|[A-Z][0-9]{1,3}")
_RARC: Final = re.compile("(?:M|N|MA)[0-9]{1,3}")
_REVENUE: Final = re.compile("[0-9]{4}")
_SHORT_REVENUE: Final = re.compile("[0-9]{3,4}")
_UB: Final = re.compile("[0-9A-Z]{2}")
_UB_KINDS: Final[tuple[UbKind, ...]] = get_args(UbKind)


@value
class _Own:
    columns: tuple[str, ...]
    read: Callable[[OwnRow], tuple[str, Fact]]
    groups: re.Pattern[str] | None = None
    """Rows of groups of codes in exports of other programs, which have no code."""
    apart: int = 0
    """How many values after the days distinguish two rows of a code that are in force on one day."""


def load_own_list(files: list[SourceFile], request: LoadRequest) -> Draft:
    """A list of codes that the user wrote or exported.

    Raises:
        TableError: the header does not match, or a row cannot be parsed.
    """
    own = _LISTS[request.kind]
    sources, listed = own_rows(files, own.columns, request)
    rows, words = [], []
    seen: dict[str, list[tuple[Fact, OwnRow]]] = {}
    left_out = 0
    for row in listed:
        if own.groups is not None and row.renamed and own.groups.fullmatch(row.cells["code"].upper()):
            left_out += 1
            continue
        code, fact = own.read(row)
        for other, at in seen.setdefault(code, []):
            if other[2 : 2 + own.apart] == fact[2 : 2 + own.apart] and _overlap(other, fact):
                where = "" if at.source is row.source else f" of {at.source.name}"
                refuse(
                    row.source,
                    row.line,
                    "code",
                    f"{row.cells['code']} is listed twice for some days, see line {at.line}{where}",
                )
        seen[code].append((fact, row))
        rows.append((code, fact))
        if row.cells.get("description"):
            words.append((code, row.cells["description"]))
    columns = {**coded_columns(rows), **(described_columns(words) if words else {})}
    notes = (f"rows of groups left out, which are no codes: {left_out}",) if left_out else ()
    return own_draft(request, sources, columns, len(rows), left_out, notes)


def load_payer_rules(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The user's list of payers' rules.

    Raises:
        TableError: the header does not match, or a row cannot be parsed.
    """
    sources, listed = own_rows(files, ("payer_id", "rule", "value", "place", "start", "end"), request)
    rules: list[tuple[Any, ...]] = []
    for row in listed:
        payer = row.cells["payer_id"]
        if not payer:
            refuse(row.source, row.line, "payer_id", "is missing")
        rule = row.choice("rule", ("drg", "filing_days", "authorization"))
        told: Any = None
        if rule == "filing_days":
            told = row.number("value")
        elif rule == "authorization":
            told = row.code("value")
        rules.append((payer, *row.days(), rule, told, row.cells["place"] or None))
        if rules[-1] in rules[:-1]:
            refuse(row.source, row.line, "row", "is listed twice")
    text = json.dumps(rules, ensure_ascii=False, separators=(",", ":"))
    return own_draft(request, sources, {"rules": ("text", text.encode())}, len(rules))


def own_rows(
    files: list[SourceFile], columns: tuple[str, ...], request: LoadRequest
) -> tuple[list[SourceFile], list[OwnRow]]:
    """The files that have a list with these columns, and their rows.

    Raises:
        TableError: the header does not match, or there are no rows.
    """
    headings, words = request.headings or {}, request.words or {}
    renamed = bool(headings or words)
    for field in (*headings, *words):
        if field not in columns:
            raise TableError(request.kind, f"has no column {field!r}; it has {', '.join(columns)}")
    patterns = {
        field: re.compile(re.escape(plain_heading(headings.get(field, field))))
        for field in columns
        if field not in words
    }
    optional = frozenset(("description", "start", "end") if renamed else ("description",)) & frozenset(patterns)
    found: list[HeadedRows] = [
        each for file in files if (each := find_headed_rows(file, patterns, _ENCODING, optional)) is not None
    ]
    read = {each.source.name for each in found}
    # A zip also has notices; a file that the user named must be such a list.
    strange = [file for file in files if file.name not in read and not file.inside_zip]
    if not found or (strange if renamed else (len(found) > 1 or found[0].others)):
        expected = ",".join(headings.get(field, field) for field in patterns)
        refuse_layout(strange if renamed and strange else files, f"is not a single list with the header {expected}")
    for field, said in words.items():
        if len(said) not in (1, len(found)):
            raise TableError(request.kind, f"{field}: {len(said)} values were given for {len(found)} lists")
    rows = []
    for number, each in enumerate(found):
        told = {field: said[number % len(said)] for field, said in words.items()}
        rows += [
            OwnRow(source=each.source, line=line, cells={**_NO_DAYS, **cells, **told}, renamed=renamed)
            for line, cells in each.rows
        ]
    if not rows:
        refuse_files(files, "has no rows")
    return [each.source for each in found], rows


def own_draft(
    request: LoadRequest,
    sources: list[SourceFile],
    columns: dict[str, tuple[str, bytes]],
    rows: int,
    left_out: int = 0,
    notes: tuple[str, ...] = (),
) -> Draft:
    """The release of a user's list, which answers for all days unless the user bounds it."""
    return Draft(
        release=request.release or request.today.isoformat(),
        in_force_from=request.in_force_from or _FIRST_DAY,
        in_force_through=request.in_force_through or date.max,
        rows_read=rows + left_out,
        rows_kept=rows,
        columns=columns,
        cumulative=True,
        used=tuple(sources),
        notes=notes,
    )


def _overlap(one: Fact, other: Fact) -> bool:
    return (one[0] or "") <= (other[1] or "9999") and (other[0] or "") <= (one[1] or "9999")


def _payer(row: OwnRow) -> str | None:
    return row.cells["payer_id"] or None


def _hipps(row: OwnRow) -> tuple[str, Fact]:
    start, end = row.days()
    if start is None:
        refuse(row.source, row.line, "start", "is missing")
    return row.code("code", _HIPPS, "HIPPS code"), (start, end or date.max.isoformat())


def _adjustment(row: OwnRow) -> tuple[str, Fact]:
    if row.choice("list", ("CARC", "RARC")) == "CARC":
        return "C" + row.code("code", _CARC, "CARC"), row.days()
    return "R" + row.code("code", _RARC, "RARC"), row.days()


def _ub(row: OwnRow) -> tuple[str, Fact]:
    return UB_LETTERS[row.choice("kind", _UB_KINDS)] + row.code("code", _UB, "UB-04 code"), row.days()


def _age(row: OwnRow) -> tuple[str, Fact]:
    youngest, oldest = row.number("youngest"), row.number("oldest")
    if oldest < youngest:
        refuse(row.source, row.line, "oldest", f"{oldest} is less than the youngest age, {youngest}")
    return row.code("code"), (*row.days(), _payer(row), youngest, oldest)


def _modifiers(row: OwnRow) -> tuple[str, Fact]:
    one_of = row.codes("one_of", _UB, "modifier")
    if not one_of:
        refuse(row.source, row.line, "one_of", "must have a modifier")
    return row.code("code"), (*row.days(), _payer(row), tuple(one_of))


_LISTS: Final = {
    "hipps": _Own(columns=("code", "start", "end", "description"), read=_hipps),
    "adjustment_codes": _Own(columns=("list", "code", "start", "end"), read=_adjustment),
    "clia_tests": _Own(
        columns=("code", "list", "start", "end"),
        read=lambda row: (row.code("code"), (*row.days(), row.choice("list", ("certificate", "waived")))),
        apart=1,
    ),
    "revenue_codes": _Own(
        columns=("code", "needs_hcpcs", "start", "end"),
        groups=re.compile("0?[0-9]{2}X"),
        read=lambda row: (
            row.code("code", _SHORT_REVENUE if row.renamed else _REVENUE, "revenue code").zfill(4),
            (*row.days(), row.flag("needs_hcpcs")),
        ),
    ),
    "ub_codes": _Own(columns=("kind", "code", "start", "end"), read=_ub),
    "procedure_age": _Own(columns=("code", "payer_id", "youngest", "oldest", "start", "end"), read=_age, apart=1),
    "procedure_sex": _Own(
        columns=("code", "payer_id", "sex", "start", "end"),
        read=lambda row: (row.code("code"), (*row.days(), _payer(row), row.choice("sex", ("FEMALE", "MALE")))),
        apart=1,
    ),
    "single_dose_drugs": _Own(columns=("code", "start", "end"), read=lambda row: (row.code("code"), row.days())),
    "snf_therapy": _Own(columns=("code", "start", "end"), read=lambda row: (row.code("code"), row.days())),
    "modifier_rules": _Own(columns=("code", "payer_id", "one_of", "start", "end"), read=_modifiers, apart=2),
}
OWN_LISTS: Final = tuple(_LISTS)
"""The tables that `load_own_list` reads."""

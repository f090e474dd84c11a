"""The fields of official files are read strictly: a code has its form, a date is a day of the calendar."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Final

from rules.tables.loaders.draft import refuse
from rules.tables.loaders.source_file import SourceFile

CPT: Final = re.compile("[0-9]{5}|[0-9]{4}[FTUMA]")
LEVEL_II: Final = re.compile("[A-V][0-9]{4}")
PROCEDURE: Final = re.compile("[0-9]{5}|[0-9]{4}[FTUMA]|[A-V][0-9]{4}")
_DASHED: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_SLASHED: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_PLAIN: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")


def read_day(source: SourceFile, line: int, field: str, text: str) -> date:
    """A day written 20261001, 2026-10-01 or 10/01/2026.

    Raises:
        TableError: it is none.
    """
    found = _PLAIN.fullmatch(text) or _DASHED.fullmatch(text)
    slashed = _SLASHED.fullmatch(text)
    parts = found.groups() if found else (slashed[3], slashed[1], slashed[2]) if slashed else None
    if parts is None:
        refuse(source, line, field, f"expected a date, found {text!r}")
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        refuse(source, line, field, f"{text!r} is no day of the calendar")


def read_optional_day(source: SourceFile, line: int, field: str, text: str) -> date | None:
    """A day, or None for nothing.

    Raises:
        TableError: it is neither.
    """
    return read_day(source, line, field, text) if text else None


def read_code(source: SourceFile, line: int, field: str, text: str, form: re.Pattern[str] = PROCEDURE) -> str:
    """A code of the form, in upper case.

    Raises:
        TableError: it has not the form.
    """
    code = text.strip().upper()
    if not form.fullmatch(code):
        refuse(source, line, field, f"{text!r} has not the form of a code of this table")
    return code


class Periods:
    """The days for which the codes of a file are in force: no code may be there twice for one day."""

    def __init__(self) -> None:
        self._of: dict[str, list[tuple[date, date, int]]] = defaultdict(list)

    def add(self, source: SourceFile, line: int, code: str, start: date, end: date) -> None:
        """Note a row.

        Raises:
            TableError: it ends before it begins, or an earlier row has the code for some of the days too.
        """
        if end < start:
            refuse(source, line, "dates", f"{code} would be in force from {start} through {end}")
        for began, ended, at in self._of[code]:
            if began <= end and start <= ended:
                what = "stands there twice" if (began, ended) == (start, end) else "is in force twice for some days"
                refuse(source, line, "code", f"{code} {what}: see line {at}")
        self._of[code].append((start, end, line))


def only(found: Iterable[SourceFile]) -> list[SourceFile]:
    """The files that rows are taken from: of twins, one as text and one as a workbook, the text."""
    kept: dict[str, SourceFile] = {}
    for source in found:
        stem = source.own_name.rpartition(".")[0] or source.own_name
        if stem not in kept or kept[stem].spreadsheet:
            kept[stem] = source
    return list(kept.values())

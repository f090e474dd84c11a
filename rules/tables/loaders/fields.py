"""Reads the fields of official files strictly: codes must match their format, dates must be valid."""

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
_SHORT: Final = re.compile("[0-9]{1,4}")
_DASHED: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_SLASHED: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_PLAIN: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")


def read_day(source: SourceFile, line: int, field: str, text: str) -> date:
    """A date: 20261001, 2026-10-01 or 10/01/2026.

    Raises:
        TableError: it is not a valid date.
    """
    found = _PLAIN.fullmatch(text) or _DASHED.fullmatch(text)
    slashed = _SLASHED.fullmatch(text)
    parts = found.groups() if found else (slashed[3], slashed[1], slashed[2]) if slashed else None
    if parts is None:
        refuse(source, line, field, f"expected a date, found {text!r}")
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        refuse(source, line, field, f"{text!r} is not a valid date")


def read_optional_day(source: SourceFile, line: int, field: str, text: str) -> date | None:
    """A date; None for an empty text.

    Raises:
        TableError: it is not a valid date.
    """
    return read_day(source, line, field, text) if text else None


def read_code(
    source: SourceFile,
    line: int,
    field: str,
    text: str,
    form: re.Pattern[str] = PROCEDURE,
    what: str = "procedure code",
) -> str:
    """A code in upper case.

    Args:
        source: the file.
        line: the line of the code.
        field: the column of the code.
        text: the text of the code.
        form: the format of such codes; procedure codes by default.
        what: what a code of this format is called, for the error.

    Raises:
        TableError: it does not match the format.
    """
    code = text.strip().upper()
    if not form.fullmatch(code):
        short = _SHORT.fullmatch(code) and any(form.fullmatch(code.zfill(length)) for length in range(2, 6))
        lost = " (a spreadsheet program drops leading zeros: load the original file)" if short else ""
        refuse(source, line, field, f"{text!r} is not a valid {what}{lost}")
    return code


class Periods:
    """The days for which the codes of a file are in force; no code may be in force twice on one day."""

    def __init__(self) -> None:
        self._of: dict[str, list[tuple[date, date, int]]] = defaultdict(list)

    def add(self, source: SourceFile, line: int, code: str, start: date, end: date) -> None:
        """Add a row.

        Raises:
            TableError: it ends before it begins, or overlaps an earlier row of the code.
        """
        if end < start:
            refuse(source, line, "dates", f"the last day of {code}, {end}, is before its first, {start}")
        for began, ended, at in self._of[code]:
            if began <= end and start <= ended:
                what = "is listed twice" if (began, ended) == (start, end) else "is in force twice on some days"
                refuse(source, line, "code", f"{code} {what}, first on line {at}")
        self._of[code].append((start, end, line))


def only(found: Iterable[SourceFile]) -> list[SourceFile]:
    """The files to read rows from: if a file comes as text and as a workbook, the text."""
    kept: dict[tuple[str, str], SourceFile] = {}
    for source in found:
        # Archives of different settings may have members of the same name.
        stem = source.name.rpartition(" » ")[0], source.own_name.rpartition(".")[0] or source.own_name
        if stem not in kept or kept[stem].spreadsheet:
            kept[stem] = source
    return list(kept.values())

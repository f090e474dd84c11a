"""Reads the sheets of an xlsx workbook as rows of text (ECMA-376); formulas are refused."""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, timedelta
from typing import IO, Final
from xml.etree import ElementTree

from rules.tables.error import TableError
from rules.tables.loaders.source_file import SourceFile

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATED: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_EPOCH: Final = date(1899, 12, 30)
_EPOCH_1904: Final = date(1904, 1, 1)
_DATE_FORMATS: Final = frozenset(str(number) for number in (*range(14, 18), 22, *range(27, 37), *range(50, 59)))
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_COLUMN: Final = re.compile("([A-Z]{1,3})([0-9]{1,7})")
_MOST_STRINGS: Final = 4_000_000
_MOST_COLUMNS: Final = 1_000

Row = tuple[str, ...]


class Spreadsheet:
    """An open workbook: the names of its sheets, and the rows of each.

    Raises:
        TableError: the file is truncated or damaged.
    """

    def __init__(self, source: SourceFile) -> None:
        self._source = source
        try:
            self._archive = zipfile.ZipFile(source.open())
        except (zipfile.BadZipFile, OSError) as error:
            raise TableError(source.name, f"is truncated or damaged: {error}") from error
        workbook = self._tree("xl/workbook.xml")
        targets = {
            each.get("Id"): posixpath.normpath(posixpath.join("xl", (each.get("Target") or "").lstrip("/")))
            if not (each.get("Target") or "").startswith("/")
            else (each.get("Target") or "").lstrip("/")
            for each in self._tree("xl/_rels/workbook.xml.rels")
        }
        self._sheets = {
            each.get("name") or "": targets.get(each.get(_RELATED), "") for each in workbook.iter(f"{_MAIN}sheet")
        }
        properties = workbook.find(f"{_MAIN}workbookPr")
        dated_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self._epoch = _EPOCH_1904 if dated_1904 else _EPOCH
        self._strings: list[str] | None = None
        self._dated_styles: frozenset[str] = self._styles_of_dates()

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the sheets, in their order."""
        return tuple(self._sheets)

    def rows(self, sheet: str) -> Iterator[tuple[int, Row]]:
        """Every row that is not empty, with its number; cells as text, dates as `2026-10-01`, empty cells as ''.

        Raises:
            TableError: a cell holds a formula or an error, or the sheet is truncated or damaged.
        """
        if self._strings is None:
            self._strings = self._shared_strings()
        number = 0
        with self._part(self._sheets[sheet]) as file:
            for element in self._elements(file, f"{_MAIN}row"):
                number = self._row_number(element.get("r"), number)
                cells: list[str] = []
                for at, cell in enumerate(element.iter(f"{_MAIN}c")):
                    reference = cell.get("r") or ""
                    column = _column(reference) if reference else at
                    if column >= _MOST_COLUMNS:
                        raise TableError(self._source.name, f"sheet {sheet}, cell {reference}: too far to the right")
                    cells.extend([""] * (column + 1 - len(cells)))
                    cells[column] = self._text(cell, sheet, reference or f"row {number}")
                if any(cells):
                    yield number, tuple(cells)

    def _row_number(self, told: str | None, last: int) -> int:
        """The number of a row: its own, or one more than the last; rows must be in order."""
        if told is None:
            return last + 1
        if not told.isascii() or not told.isdigit() or int(told) <= last:
            raise TableError(self._source.name, f"row {told!r} comes after row {last}")
        return int(told)

    def _text(self, cell: ElementTree.Element, sheet: str, reference: str) -> str:
        where = f"sheet {sheet}, cell {reference}"
        if cell.find(f"{_MAIN}f") is not None:
            raise TableError(self._source.name, f"{where} has a formula, not a value")
        kind = cell.get("t") or "n"
        if kind == "inlineStr":
            return "".join(each.text or "" for each in cell.iter(f"{_MAIN}t"))
        value = cell.findtext(f"{_MAIN}v") or ""
        if kind == "e":
            raise TableError(self._source.name, f"{where} has the error {value}")
        if kind == "s":
            strings = self._strings or []
            if not value.isascii() or not value.isdigit() or int(value) >= len(strings):
                raise TableError(self._source.name, f"{where} refers to a missing text")
            return strings[int(value)]
        if kind == "n" and value:
            return self._number(value, cell.get("s") or "", where)
        return value

    def _number(self, value: str, style: str, where: str) -> str:
        if style in self._dated_styles:
            try:
                return (self._epoch + timedelta(days=int(float(value)))).isoformat()
            except (ValueError, OverflowError):
                raise TableError(self._source.name, f"{where} has {value}, which is not a valid date") from None
        if value.isdigit():
            return value
        try:
            number = float(value)
        except ValueError:
            raise TableError(self._source.name, f"{where} has {value!r}, which is not a number") from None
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else value

    def _shared_strings(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self._archive.namelist():
            return []
        strings = []
        with self._part("xl/sharedStrings.xml") as file:
            for element in self._elements(file, f"{_MAIN}si"):
                # Phonetic readings (rPh) are not part of the text.
                pieces = [each.text or "" for each in element.findall(f"{_MAIN}t")]
                pieces += [each.text or "" for each in element.findall(f"{_MAIN}r/{_MAIN}t")]
                strings.append("".join(pieces))
                if len(strings) > _MOST_STRINGS:
                    raise TableError(self._source.name, f"has more than {_MOST_STRINGS:,} texts")
        return strings

    def _styles_of_dates(self) -> frozenset[str]:
        if "xl/styles.xml" not in self._archive.namelist():
            return frozenset()
        tree = self._tree("xl/styles.xml")
        own = {
            each.get("numFmtId")
            for each in tree.iter(f"{_MAIN}numFmt")
            if re.search("[ymdYMD]", _LITERAL.sub("", each.get("formatCode") or ""))
        }
        found = set()
        formats = tree.find(f"{_MAIN}cellXfs")
        for at, each in enumerate(() if formats is None else formats):
            number = each.get("numFmtId") or "0"
            if number in own or number in _DATE_FORMATS:
                found.add(str(at))
        return frozenset(found)

    def _tree(self, part: str) -> ElementTree.Element:
        with self._part(part) as file:
            try:
                return ElementTree.fromstring(file.read())
            except (ElementTree.ParseError, zipfile.BadZipFile, zlib.error, EOFError) as error:
                raise TableError(self._source.name, f"is truncated or damaged in {part}: {error}") from error

    def _part(self, part: str) -> IO[bytes]:
        try:
            return self._archive.open(part)
        except (KeyError, zipfile.BadZipFile, RuntimeError) as error:
            raise TableError(self._source.name, f"is not a workbook: it has no part {part}") from error

    def _elements(self, file: IO[bytes], tag: str) -> Iterator[ElementTree.Element]:
        """The elements of that name, one at a time; each is cleared when the next is read."""
        try:
            parsing = ElementTree.iterparse(file, events=("start", "end"))
            _, root = next(parsing)
            parent = root
            for event, element in parsing:
                if event == "start":
                    if element.tag == f"{_MAIN}sheetData":
                        parent = element
                elif element.tag == tag:
                    yield element
                    parent.clear()
        except (ElementTree.ParseError, zipfile.BadZipFile, zlib.error, EOFError, StopIteration) as error:
            raise TableError(self._source.name, f"is truncated or damaged: {error}") from error


def _column(reference: str) -> int:
    found = _COLUMN.fullmatch(reference)
    number = 0
    for letter in found[1] if found else "ZZZ":
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1

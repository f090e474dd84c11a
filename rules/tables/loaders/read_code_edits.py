"""Reads the text edition of CMS's Definitions of Medicare Code Edits: the lists of ICD-10 codes of each edit.

Layout: a title with the software version and its dates, a table of contents, then numbered sections, one per edit, some
with lettered parts: a heading, sentences, lists of codes. A line of a list is a code, a tab or blanks, and a
description. Chapter 2, the changes, is not read. Any other line stops the load.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from rules.tables.loaders.draft import refuse, refuse_files
from rules.tables.loaders.fields import read_day
from rules.tables.loaders.source_file import SourceFile
from schemas.value import value

_TITLE: Final = re.compile("definitions? of medicare code edits", re.IGNORECASE)
_VERSION: Final = re.compile(r"(?<![a-z])v(?:ersion)?[\s_.]*(\d\d)(?!\d{2})", re.IGNORECASE)
_IN_FORCE: Final = re.compile(r"effective from (\d\d?/\d\d?/\d{4}) (?:to|through) (\d\d?/\d\d?/\d{4})")
# Version 44 is for fiscal year 2027.
_FIRST_YEAR: Final = 1983

_NUMBERED: Final = re.compile(r"(?P<number>[0-9]{1,2})\. +(?P<title>[A-Z].*)")
_LETTERED: Final = re.compile(r"(?P<letter>[A-Z])\. +(?P<title>[A-Z].*)")
_CONTENTS: Final = re.compile(r".*(?:\t|\.{3,} *| {3,})(?:[0-9]+(?:\.[0-9]+)?|[ivxl]+)")
_CODE: Final = re.compile(
    r"(?P<code>[A-Z][0-9][0-9A-Z]{1,5}|(?=[A-Z]*[0-9])[0-9A-HJ-NP-Z]{7})(?:\t| )[\t ]*(?P<words>\S.*)"
)
_STATUS: Final = re.compile(r"[0-9]{2}(?:[\t ].*)?")
_FURNITURE: Final = re.compile(
    r"[0-9]+(?:\.[0-9]+)?|[ivxl]+|page [0-9]+|edit code lists|contents|chapter [0-9].*|preliminary.*|pbl\W.*"
    r"|(?:icd-10 )?definitions? of medicare code edits.*|software version.*"
    r"|(?:january|april|july|october) [0-9]{4}",
    re.IGNORECASE,
)
_CHANGES: Final = re.compile(r"chapter 2\b.*|code list changes", re.IGNORECASE)
_DISCONTINUED: Final = "edit discontinued"
_ASIDE: Final = re.compile(r"\s*\(.*\)\s*")
_AGES: Final = re.compile(r"\(age ([0-9]+) through ([0-9]+)\)")

_DISCHARGE_STATUSES: Final = 16
_NUMBERS: Final = {
    "invalid diagnosis or procedure code": 1,
    "external causes of morbidity codes as principal diagnosis": 2,
    "duplicate of pdx": 3,
    "age conflict": 4,
    "sex conflict": 5,
    "manifestation code as principal diagnosis": 6,
    "non-specific principal diagnosis": 7,
    "questionable admission": 8,
    "unacceptable principal diagnosis": 9,
    "non-specific o.r. procedure": 10,
    "non-covered procedure": 11,
    "open biopsy check": 12,
    "bilateral procedure": 13,
    "invalid age": 14,
    "invalid sex": 15,
    "invalid discharge status": _DISCHARGE_STATUSES,
    "limited coverage": 17,
    "wrong procedure performed": 18,
    "procedure inconsistent with los": 19,
    "procedure inconsistent with length of stay": 19,
    "unspecified code": 20,
}
# The code system and flag of a list, for sections or parts with one list.
_SAID: Final = {
    6: ("icd10cm", "manifestation"),
    18: ("icd10cm", "wrngproc"),
    19: ("icd10pcs", "los"),
    20: ("icd10cm", "unspecified"),
}
_PARTS: Final = {
    4: {
        "perinatal/newborn diagnoses": ("icd10cm", "newborn"),
        "newborn diagnoses": ("icd10cm", "newborn"),
        "pediatric diagnoses": ("icd10cm", "pediatric"),
        "maternity diagnoses": ("icd10cm", "maternity"),
        "adult diagnoses": ("icd10cm", "adult"),
    },
    5: {
        "diagnoses for females only": ("icd10cm", "female"),
        "procedures for females only": ("icd10pcs", "female"),
        "diagnoses for males only": ("icd10cm", "male"),
        "procedures for males only": ("icd10pcs", "male"),
    },
}
# These sections have several lists, each after sentences that follow no rule.
_SEVERAL: Final = (8, 9, 11, 17)


@value
class CodeList:
    """One list of a section."""

    section: int
    kind: str | None
    """`icd10cm` or `icd10pcs`; None if the section has lists of both."""
    flag: str | None
    """The flag of the section or part, by its title; None if a section has several lists."""
    codes: dict[str, int]
    """The line of each undotted code."""


@value
class CodeEdits:
    """The parsed definitions."""

    fiscal_year: int
    lists: tuple[CodeList, ...]
    ages: dict[str, tuple[int, int]]
    """The youngest and oldest age of each flag whose heading names them."""


def is_code_edits(file: SourceFile) -> bool:
    """Whether a file is the text edition of the definitions."""
    return (
        not file.spreadsheet
        and not file.head.startswith(b"%PDF")
        and b"\0" not in file.head
        and bool(_TITLE.search(file.head[:4096].decode("latin-1")))
    )


def read_code_edits(source: SourceFile, encoding: str) -> CodeEdits:
    """The lists of the definitions.

    Raises:
        TableError: a line cannot be parsed, or the file does not name its fiscal year.
    """
    reader = _Reader(source)
    for line, raw in source.lines(encoding):
        if reader.finished:
            break
        reader.read(line, raw.strip("\f").rstrip())
    lists = tuple(each for each in reader.lists if each.codes)
    if not lists:
        refuse_files([source], "has no lists of codes in the sections of the Medicare Code Editor")
    return CodeEdits(fiscal_year=_fiscal_year(source), lists=lists, ages=reader.ages)


class _Reader:
    """The state of the parser."""

    def __init__(self, source: SourceFile) -> None:
        self._source = source
        self._section = 0
        self._open: CodeList | None = None
        self._interrupted = 0
        self.lists: list[CodeList] = []
        self.ages: dict[str, tuple[int, int]] = {}
        self.finished = False

    def read(self, line: int, text: str) -> None:
        begun = any(each.codes for each in self.lists)
        if not text.strip() or (not begun and not self._section and not _NUMBERED.fullmatch(text)):
            return  # title, preface
        if begun and _CHANGES.fullmatch(text):
            self.finished = True
        elif _CODE.fullmatch(text):
            self._code(line, text)
        elif _CONTENTS.fullmatch(text) and not begun:
            return
        elif found := _NUMBERED.fullmatch(text):
            self._numbered(line, int(found["number"]), found["title"], begun=begun)
        elif self._section in _PARTS and (found := _LETTERED.fullmatch(text)):
            self._lettered(line, found["title"])
        elif _FURNITURE.fullmatch(text) or (self._section == _DISCHARGE_STATUSES and _STATUS.fullmatch(text)):
            return
        elif _is_sentence(text):
            if self._section in _SEVERAL:
                self._begin(None, None)
            elif self._open is not None and self._open.codes:
                self._interrupted = self._interrupted or line
        else:
            refuse(self._source, line, "row", "is not a code with a description, a heading or a sentence")

    def _numbered(self, line: int, number: int, title: str, *, begun: bool) -> None:
        plain = _ASIDE.sub("", title).strip().lower()
        if plain != _DISCONTINUED and _NUMBERS.get(plain) != number:
            refuse(self._source, line, "heading", f"{number}. {title} is not a known section")
        # The table of contents of a chapter names its sections first.
        if number <= self._section and begun:
            refuse(self._source, line, "heading", f"section {number} comes after section {self._section}")
        self._section = number
        self._begin(*_SAID.get(number, (None, None)))

    def _lettered(self, line: int, title: str) -> None:
        said = _PARTS[self._section].get(_ASIDE.sub("", title).strip().lower())
        if said is None:
            refuse(self._source, line, "heading", f"{title} is not a known part of section {self._section}")
        if any(each.codes and (each.kind, each.flag) == said for each in self.lists):
            refuse(self._source, line, "heading", f"{title} is listed twice")
        if found := _AGES.search(title):
            self.ages[said[1]] = (int(found[1]), int(found[2]))
        self._begin(*said)

    def _begin(self, kind: str | None, flag: str | None) -> None:
        self._interrupted = 0
        self._open = None
        if flag is not None or self._section in _SEVERAL:
            self._open = CodeList(section=self._section, kind=kind, flag=flag, codes={})
            self.lists.append(self._open)

    def _code(self, line: int, text: str) -> None:
        found = _CODE.fullmatch(text)
        code = found["code"] if found else ""
        if self._open is None:
            refuse(self._source, line, "code", f"{code} is not under a heading with a list of codes")
        if self._interrupted:
            refuse(self._source, self._interrupted, "row", "is not a code, but is between the codes of a list")
        if code in self._open.codes:
            refuse(self._source, line, "code", f"{code} is listed twice, first on line {self._open.codes[code]}")
        self._open.codes[code] = line


def _is_sentence(text: str) -> bool:
    """Whether a line is a sentence: a malformed line of a list has a tab, or begins with something like a code."""
    first = text.split()[0]
    return "\t" not in text and (first.startswith("ICD-") or not any(each.isdigit() for each in first))


def _fiscal_year(source: SourceFile) -> int:
    told = set(_years(source))
    if len(told) != 1:
        years = ", ".join(f"FY{year}" for year in sorted(told))
        refuse_files([source], f"names {years}; expected one fiscal year" if told else "names no fiscal year")
    return told.pop()


def _years(source: SourceFile) -> Iterator[int]:
    head = " ".join(source.head[:16_384].decode("latin-1").split())
    if found := _IN_FORCE.search(head):
        start: date = read_day(source, 1, "effective from", found[1])
        yield start.year + (start.month >= 10)
    for text in (head[:2048], source.own_name):
        if version := _VERSION.search(text):
            yield int(version[1]) + _FIRST_YEAR
            return

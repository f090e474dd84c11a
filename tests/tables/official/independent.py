"""Reads official files with no code of the product: openpyxl, csv, ElementTree and fixed columns.

What is counted is what the publishers' layouts say is a row of the list. The loaders are not imported here.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import openpyxl

PROCEDURE: Final = re.compile(r"[0-9]{5}|[0-9]{4}[A-Z]|[A-V][0-9]{4}")


@dataclass(frozen=True)
class Content:
    """One file, on its own or inside a zip."""

    name: str
    data: bytes

    @property
    def text(self) -> str:
        """The text: UTF-8 if it is valid, else Windows-1252."""
        try:
            return self.data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return self.data.decode("cp1252", "replace")


def unpacked(paths: Sequence[Path]) -> Iterator[Content]:
    """Every file given, and every file inside zips, also of zips inside zips. Workbooks are files."""
    for path in paths:
        yield from _unpacked(path.name, path.read_bytes())


def _unpacked(name: str, data: bytes) -> Iterator[Content]:
    if not data.startswith(b"PK") or name.lower().endswith(".xlsx"):
        yield Content(name, data)
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.namelist():
            if not member.endswith("/"):
                yield from _unpacked(member.rpartition("/")[2], archive.read(member))


@dataclass(frozen=True)
class Headed:
    """A list with a header: which files have it, the heading of its key, and what a key looks like."""

    files: re.Pattern[str]
    heading: re.Pattern[str]
    key: re.Pattern[str]


HEADED: Final[Mapping[str, Headed]] = {
    "poa_exempt": Headed(
        re.compile(r"^(?!.*(add|delete|revise)_?codes).*\.txt$", re.I),
        re.compile("POAexemptCode|Code|Diagnosis ?Code", re.I),
        re.compile(r"[A-Z][0-9A-Z]{2}(\.[0-9A-Z]{1,4})?|[A-Z][0-9A-Z]{2,6}"),
    ),
    "nucc": Headed(re.compile(r"\.csv$", re.I), re.compile("Code"), re.compile("[0-9A-Z]{9}X")),
    "opps_b": Headed(re.compile(r"\.(csv|xlsx)$", re.I), re.compile("HCPCS Code", re.I), PROCEDURE),
    "telehealth": Headed(re.compile(r"\.(txt|csv|xlsx)$", re.I), re.compile("(HCPCS|Code)", re.I), PROCEDURE),
    "mue": Headed(re.compile(r"\.csv$", re.I), re.compile(r"HCPCS\s*/\s*CPT Code", re.I), PROCEDURE),
    "mue_medicaid": Headed(re.compile(r"\.(csv|txt)$", re.I), re.compile(r"HCPCS\s*/\s*CPT Code", re.I), PROCEDURE),
    "mpfs": Headed(re.compile(r"PPRRVU.*nonQPP.*\.csv$", re.I), re.compile("HCPCS"), PROCEDURE),
    "aoc": Headed(re.compile(r"AOC.*\.xlsx$", re.I), re.compile("Add-On.Code", re.I), PROCEDURE),
    "ndc_hcpcs": Headed(
        re.compile(r"^(?!.*(AWP|OPPS|PrEP)).*\.csv$", re.I), re.compile("NDC2?"), re.compile("[0-9-]{11,13}")
    ),
    "ndc_directory": Headed(re.compile(r"package\.txt$"), re.compile("NDCPACKAGECODE"), re.compile("[0-9]+(-[0-9]+)+")),
    "npi_deactivated": Headed(re.compile(r"\.xlsx$", re.I), re.compile("NPI"), re.compile("[12][0-9]{9}")),
}


def count_headed(kind: str, contents: Sequence[Content]) -> int:
    """The rows of lists with a header whose key is a code."""
    shape = HEADED[kind]
    found = [content for content in contents if shape.files.search(content.name)]
    return sum(_below_heading(rows, shape) for content in found for rows in _sheets(content))


def _below_heading(rows: Iterator[Sequence[str]], shape: Headed) -> int:
    at, count = None, 0
    for row in rows:
        if at is None:
            at = next((place for place, cell in enumerate(row) if shape.heading.fullmatch(cell)), None)
        elif at < len(row) and shape.key.fullmatch(row[at]):
            count += 1
    return count


def _sheets(content: Content) -> Iterator[Iterator[Sequence[str]]]:
    if content.name.lower().endswith(".xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(content.data), read_only=True)
        for sheet in book.worksheets:
            yield (
                ["" if cell is None else str(cell).strip() for cell in row] for row in sheet.iter_rows(values_only=True)
            )
        return
    tabbed = content.name.lower().endswith(".txt")
    lines = io.StringIO(content.text, newline="")
    reader = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if tabbed else csv.reader(lines)
    yield ([" ".join(cell.split()) for cell in row] for row in reader)


def order_codes(contents: Sequence[Content]) -> dict[str, str]:
    """The billable codes of an ICD-10 order file with their long descriptions, by fixed columns."""
    named = [one for one in contents if re.search(r"order.*\.txt$", one.name, re.I) and "adden" not in one.name.lower()]
    (order,) = named
    lines = [line for line in order.text.replace("\r\n", "\n").split("\n") if line.strip()]
    return {line[6:13].strip(): line[77:].strip() for line in lines if line[14] == "1"}


def count_hcpcs(contents: Sequence[Content]) -> int:
    """The codes and modifiers of a HCPCS release: its first lines of each, in fixed columns or a workbook."""
    texts = [one for one in contents if re.search(r"anweb.*\.txt$", one.name, re.I)]
    for one in texts:
        return sum(line[10:11] in ("3", "7") and line[5:10].isdigit() for line in one.text.splitlines())
    count = 0
    for one in contents:
        if re.search(r"anweb.*\.xlsx$", one.name, re.I):
            sheet = openpyxl.load_workbook(io.BytesIO(one.data), read_only=True).worksheets[0]
            rows = sheet.iter_rows(values_only=True)
            at = next(row.index("RECID") for row in rows if "RECID" in row)
            count += sum(str(row[at]) in ("3", "7") for row in rows if len(row) > at)
    return count


def hcpcs_workbook(contents: Sequence[Content]) -> dict[str, tuple[str | None, date, date, str]]:
    """The codes and modifiers of the workbook of a HCPCS release: coverage, first and last day, long description."""
    rows: dict[str, tuple[str | None, date, date, str]] = {}
    for one in contents:
        if re.search(r"anweb.*\.xlsx$", one.name, re.I):
            sheet = openpyxl.load_workbook(io.BytesIO(one.data), read_only=True).worksheets[0]
            lines = sheet.iter_rows(values_only=True)
            heading = next(row for row in lines if "RECID" in row)
            at = [heading.index(name) for name in ("HCPC", "RECID", "LONG DESCRIPTION", "COV", "ADD DT", "TERM DT")]
            for line in lines:
                if line[at[0]] is None:
                    continue
                code, record, words, coverage, added, ended = ("" if line[n] is None else str(line[n]) for n in at)
                code, words = code.strip(), " ".join(words.split())
                if record in ("4", "8"):  # a description too long for one cell goes on
                    rows[code] = (*rows[code][:3], f"{rows[code][3]} {words}")
                else:
                    rows[code] = (coverage or None, _day(added), _day(ended), words)
    return rows


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:])) if text else date.max


def count_pairs(contents: Sequence[Content]) -> int:
    """The rows of NCCI pairs: lines that begin with two codes."""
    pair = re.compile(rb"^[0-9A-Z]{5}\t[0-9A-Z]{5}\t", re.M)
    return sum(len(pair.findall(one.data)) for one in contents if re.search(r"\.txt$", one.name, re.I))


def count_entries(contents: Sequence[Content]) -> int:
    """The entries of an ICD-10-CM tabular list: chapters, sections and diagnoses."""
    (tabular,) = (one for one in contents if b"<ICD10CM.tabular" in one.data[:4096])
    return sum(each.tag in ("chapter", "section", "diag") for each in ElementTree.fromstring(tabular.data).iter())

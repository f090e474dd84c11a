"""The Definitions of Medicare Code Edits are read list by list; every line is parsed or refused."""

from pathlib import Path

import pytest

from rules.tables.error import TableError
from rules.tables.loaders.read_code_edits import CodeEdits, is_code_edits, read_code_edits
from rules.tables.loaders.source_file import open_sources

NAME = "Definitions of Medicare Code Edits_v_45.txt"


@pytest.fixture
def text(fixtures: Path) -> str:
    return (fixtures / "code_edits" / NAME).read_bytes().decode("cp1252")


def _read(folder: Path, text: str, name: str = NAME) -> CodeEdits:
    path = folder / name
    path.write_bytes(text.encode("cp1252"))
    (source,) = open_sources([path])
    return read_code_edits(source, "cp1252")


def test_every_list_is_read(tmp_path: Path, text: str) -> None:
    """A list alone under its title has a flag, lists that share a section have none; contents are not read."""
    edits = _read(tmp_path, text)
    assert edits.fiscal_year == 2028
    assert [(each.section, each.kind, each.flag, "".join(list(each.codes)[:1])) for each in edits.lists] == [
        (4, "icd10cm", "newborn", "A33"),
        (4, "icd10cm", "pediatric", "B0820"),
        (4, "icd10cm", "maternity", "A34"),
        (4, "icd10cm", "adult", "C9150"),
        (6, "icd10cm", "manifestation", "D630"),
        (8, None, None, "E119"),
        (8, None, None, "10D00Z0"),
        (9, None, None, "Z5189"),
        (9, None, None, "Z5189"),
        (11, None, None, "00F3XZZ"),
        (17, None, None, "02YA0Z0"),
        (18, "icd10cm", "wrngproc", "Y6551"),
        (19, "icd10pcs", "los", "5A1955Z"),
        (20, "icd10cm", "unspecified", "G8100"),
    ]
    assert len(edits.lists[1].codes) == 2
    assert edits.ages == {"pediatric": (0, 17), "maternity": (9, 64), "adult": (15, 124)}


def test_contents_without_pages(tmp_path: Path, text: str) -> None:
    """A table of contents without page numbers changes nothing."""
    assert _read(tmp_path, text.replace("\t1.2", "").replace("\t1.3", "").replace("\t2.1", "")) == _read(tmp_path, text)


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ("D630\tInvented manifestation", "D63,0\tInvented", "line 35, row: is not a code with a description"),
        ("D630\tInvented manifestation", "d630 Invented", "line 35, row: is not a code with a description"),
        ("D630\tInvented manifestation", "D630", "line 35, row: is not a code with a description"),
        ("Z00121\t", "of a long description\r\nZ00121\t", "line 26, row: is not a code, but is between the codes"),
        ("6. Manifestation code", "6. Invented code", "line 33, heading: 6. Invented code .* is not a known section"),
        (
            "6. Manifestation code as principal diagnosis\r\nInv",
            "7. Duplicate of PDX\r\nInv",
            "is not a known section",
        ),
        ("D. Adult diagnoses", "D. Aged diagnoses", "Aged diagnoses .* is not a known part of section 4"),
        ("D. Adult diagnoses", "D. Pediatric diagnoses", "Pediatric diagnoses .* is listed twice"),
        ("B0820\t", "Z00121\t", "line 26, code: Z00121 is listed twice, first on line 25"),
        ("3. Duplicate of PDX", "3. Duplicate of PDX\r\nA33\tx", "line 19, code: A33 is not under a heading"),
        ("Chapter 2\r\nCode list changes\r\n", "4. Age conflict\r\n", "section 4 comes after section 20"),
        ("version 45.0", "version 44.0", "names FY2027, FY2028; expected one fiscal year"),
        ("10/01/2027 to", "13/01/2027 to", "is not a valid date"),
    ],
)
def test_what_is_not_understood_stops_the_reading(tmp_path: Path, text: str, old: str, new: str, match: str) -> None:
    """A line that is not a code, heading, sentence or page furniture is refused with its number."""
    assert old in text
    with pytest.raises(TableError, match=match):
        _read(tmp_path, text.replace(old, new))


def test_a_file_of_no_year_and_one_without_lists(tmp_path: Path, text: str) -> None:
    """Definitions without a year or without codes are refused."""
    silent = text.replace("Software version 45.0", "").replace("effective from", "for")
    with pytest.raises(TableError, match="names no fiscal year"):
        _read(tmp_path, silent, "definitions.txt")
    with pytest.raises(TableError, match="has no lists of codes"):
        _read(tmp_path, text[: text.index("4. Age conflict\r\nInvented")])


def test_only_the_text_edition_is_one(tmp_path: Path, text: str) -> None:
    """The PDF has the same title, but is not read."""
    for name, head, expected in (("a.txt", "", True), ("a.pdf", "%PDF-1.7 ", False)):
        (tmp_path / name).write_bytes((head + text).encode("cp1252"))
        (source,) = open_sources([tmp_path / name])
        assert is_code_edits(source) is expected

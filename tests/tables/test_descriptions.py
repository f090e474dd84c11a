"""The words of a code are found by bisection in one text, and only when they are asked for."""

from pathlib import Path

from rules.tables.build import DATA
from rules.tables.descriptions import Descriptions
from rules.tables.store import Tables
from rules.tables.table_file import TableFile, table_file_bytes


def test_every_line_is_found() -> None:
    """Each code of the shipped text is found with its words, and its neighbours that are no codes are not."""
    text = TableFile(DATA / "icd10pcs_descriptions.table", "icd10pcs_descriptions").text("descriptions")
    words = Descriptions(DATA / "icd10pcs_descriptions.table", "icd10pcs_descriptions")
    lines = text.split("\n")
    assert len(lines) > 78_000
    for line in lines[:200] + lines[::37] + lines[-200:]:
        code, _, said = line.partition("\t")
        assert words.of(code) == said
        assert words.of(code[:-1]) is None
    for absent in ("", "0", "ZZZZZZZ", "0000000", "é", "A\t", "0" * 40):
        assert words.of(absent) is None


def test_a_text_of_one_line_and_of_two(tmp_path: Path) -> None:
    """The shortest texts work like the long one."""
    for count in (1, 2, 3):
        codes = ["A00", "B00", "C00"][:count]
        text = "\n".join(f"{code}\twords of {code}" for code in codes)
        path = tmp_path / f"{count}.table"
        path.write_bytes(table_file_bytes({"kind": "made_up"}, {"descriptions": ("text", text.encode())}))
        words = Descriptions(path, "made_up")
        assert [words.of(code) for code in codes] == [f"words of {code}" for code in codes]
        assert [words.of(code) for code in ("A", "A01", "D00", "B")] == [None] * 4


def test_nothing_is_read_before_the_first_question(tmp_path: Path) -> None:
    """A text that is missing harms nobody who does not ask."""
    assert Descriptions(tmp_path / "absent.table", "made_up").of("") is None


def test_procedures_have_their_words(tables: Tables) -> None:
    """ICD-10-PCS codes of the package releases are described; a newer one is valid without words."""
    assert tables.icd10pcs is not None
    words = tables.icd10pcs.description("0DTJ4ZZ")
    assert words == "Resection of Appendix, Percutaneous Endoscopic Approach"
    assert tables.icd10cm is not None
    assert tables.icd10cm.description("I10") == "Essential (primary) hypertension"

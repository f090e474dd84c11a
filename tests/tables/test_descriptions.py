"""A description is found by bisection in one text, which is read on first use."""

from rules.tables.build import DATA
from rules.tables.descriptions import Descriptions
from rules.tables.store import Tables
from rules.tables.table_file import TableFile


def test_every_line_is_found() -> None:
    """Each code of the shipped text has its description, and neighboring texts that are not codes have none."""
    text = TableFile(DATA / "icd10pcs_descriptions.table", "icd10pcs_descriptions").text("descriptions")
    words = Descriptions(text.encode)
    lines = text.split("\n")
    assert len(lines) > 78_000
    for line in lines[:200] + lines[::37] + lines[-200:]:
        code, _, said = line.partition("\t")
        assert words.of(code) == said
        assert words.of(code[:-1]) is None
    for absent in ("", "0", "ZZZZZZZ", "0000000", "é", "A\t", "0" * 40):
        assert words.of(absent) is None


def test_a_text_of_one_line_and_of_two() -> None:
    """The shortest texts work like the long one."""
    for count in (1, 2, 3):
        codes = ["A00", "B00", "C00"][:count]
        text = "\n".join(f"{code}\twords of {code}" for code in codes)
        words = Descriptions(text.encode)
        assert [words.of(code) for code in codes] == [f"words of {code}" for code in codes]
        assert [words.of(code) for code in ("A", "A01", "D00", "B")] == [None] * 4


def test_nothing_is_read_before_the_first_question() -> None:
    """The text is read once, on the first look-up."""
    reads = []

    def read() -> bytes:
        reads.append(1)
        return b"A00\twords"

    words = Descriptions(read)
    assert reads == []
    assert words.of("A00") == "words"
    assert words.of("B00") is None
    assert reads == [1]


def test_procedures_have_their_words(tables: Tables) -> None:
    """ICD-10-PCS codes of the package's releases have descriptions; a newer code is valid without one."""
    assert tables.icd10pcs is not None
    words = tables.icd10pcs.description("0DTJ4ZZ")
    assert words == "Resection of Appendix, Percutaneous Endoscopic Approach"
    assert tables.icd10cm is not None
    assert tables.icd10cm.description("I10") == "Essential (primary) hypertension"

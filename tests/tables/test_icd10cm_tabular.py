"""The tabular list: hierarchy, Excludes1 notes, code-first notes, 7th characters."""

from datetime import date
from functools import partial

import pytest

from rules.tables.shipped.icd10cm_tabular import Icd10cmTabular
from rules.tables.store import Tables
from tests.budget.counting import Meter, traced


@pytest.fixture(scope="session")
def tabular(tables: Tables) -> Icd10cmTabular:
    assert tables.icd10cm_tabular is not None
    return tables.icd10cm_tabular


def test_where_a_code_stands(tabular: Icd10cmTabular) -> None:
    """M72.2 is in category M72, block M70-M79, chapter 13; a new code below it has it as its nearest ancestor."""
    assert tabular.ancestors("M722") == ("M72",)
    assert tabular.ancestors("M7221") == ("M722", "M72")
    assert tabular.ancestors("S72001A") == ("S72001", "S7200", "S720", "S72")
    assert tabular.block("M722") == "M70-M79"
    assert tabular.chapter("M722") == "13"
    assert tabular.category_description("M72") == "Fibroblastic disorders"
    assert (tabular.block_description("M70-M79") or "").startswith("Other soft tissue disorders")
    assert (tabular.chapter_description("13") or "").startswith("Diseases of the musculoskeletal system")


def test_a_category_that_is_not_in_the_list_has_no_place(tabular: Icd10cmTabular) -> None:
    """An unknown category has no block, chapter or notes."""
    assert tabular.block("ZZZ") is None
    assert tabular.chapter("ZZZ") is None
    assert tabular.ancestors("ZZZ9") == ()
    assert tabular.excludes1("ZZZ9") == ()
    assert tabular.category_description("ZZZ") is None
    assert tabular.seventh_characters("ZZZ9") is None


def test_a_block_of_one_category_is_one_place(tabular: Icd10cmTabular) -> None:
    """QA0 is a block and a category with the same name: its notes count once."""
    assert tabular.block("QA00101") == "QA0"
    notes = tabular.excludes1("QA00101")
    assert len(notes) == len(set(notes))


def test_all_excludes1_notes_came_through(tabular: Icd10cmTabular) -> None:
    """The list has 5,407 Excludes1 notes; all but 129 name codes that can be parsed."""
    header = tabular.file.header
    assert header["excludes1_notes"] == 5407
    assert header["excludes1_notes_that_name_codes"] == 5278


def test_notes_of_ancestors_block_and_chapter_apply(tabular: Icd10cmTabular) -> None:
    """Notes are nearest first, from the code itself up to its chapter."""
    places = [note.at for note in tabular.excludes1("E119")]
    assert places[0] == "E119"
    assert "E11" in places
    assert places[-1] == "4"


@pytest.mark.parametrize(
    ("code", "other", "at"),
    [
        ("E119", "E109", "E11"),
        ("R0602", "J9600", "R06"),
        ("M545", "M5126", "M545"),
        ("S51011A", "S52001B", "S51"),  # with an open fracture's 7th character
        ("M14671", "E11610", "M146"),  # E08-E13 with .610
    ],
)
def test_two_codes_that_exclude_each_other(tabular: Icd10cmTabular, code: str, other: str, at: str) -> None:
    """A note of either code is found in whichever order they are given."""
    for note in (tabular.excludes1_between(code, other), tabular.excludes1_between(other, code)):
        assert note is not None
        assert note.text
    first = tabular.excludes1_between(code, other)
    assert first is not None
    assert first.at == at


@pytest.mark.parametrize(
    ("code", "other"),
    [("E119", "I10"), ("S51011A", "S52001A"), ("M14671", "E119"), ("J449", "Z7951"), ("E119", "E1165")],
)
def test_two_codes_that_may_stand_together(tabular: Icd10cmTabular, code: str, other: str) -> None:
    """A closed fracture with a wound, or diabetes without the complication, is not what the note names."""
    assert tabular.excludes1_between(code, other) is None


def test_the_underlying_condition_goes_first(tabular: Icd10cmTabular) -> None:
    """F02.80 needs a disease such as Alzheimer's before it; the note's heading, which names no code, is left out."""
    notes = tabular.code_first("F0280")
    assert {note.at for note in notes} == {"F02"}
    assert any(note.names("G309") for note in notes)
    assert not any(note.names("I10") for note in notes)
    assert all(note.targets for note in notes)
    assert tabular.code_first("I10") == ()


def test_a_code_first_note_with_a_condition(tabular: Icd10cmTabular) -> None:
    """D64.2 needs a poisoning before it (sixth character 1 to 4), not an adverse effect (5) of the same drug."""
    notes = tabular.code_first("D642")
    assert any(note.names("T451X1A") for note in notes)
    assert not any(note.names("T451X5A") for note in notes)


def test_seventh_characters_are_those_of_the_nearest_definition(tabular: Icd10cmTabular) -> None:
    """S72.001 has the sixteen of its category; M72.2 has none."""
    found = tabular.seventh_characters("S72001")
    assert found is not None
    assert found.at == "S72"
    assert "".join(found.meanings) == "ABCDEFGHJKMNPQRS"
    assert found.meanings["S"] == "sequela"
    assert tabular.seventh_characters("M722") is None


def test_every_code_below_a_definition_ends_in_a_character_of_it(tables: Tables, tabular: Icd10cmTabular) -> None:
    """A billable code whose category defines 7th characters has seven characters and ends in one of these."""
    assert tables.icd10cm is not None
    on = date(2026, 4, 1)
    checked = 0
    for code in tables.icd10cm.all_codes():
        defined = tabular.seventh_characters(code)
        if defined is not None and tables.icd10cm.row_on(code, on) is not None:
            checked += 1
            assert len(code) == 7
            assert code[6] in defined.meanings
    assert checked > 45_000


def test_what_is_too_long_for_a_code(tabular: Icd10cmTabular) -> None:
    """A text that begins like a code and goes on for ever costs no more than a code, and has the code's places."""
    text = "H401110" + "X" * 1_000
    costs = []
    for code in ("H401110", text):
        meter = Meter()
        found = traced(partial(tabular.excludes1, code), meter)
        assert [note.at for note in found] == [note.at for note in tabular.excludes1("H401110")]
        costs.append(meter.counts.total())
    assert costs[1] <= costs[0]
    assert tabular.ancestors(text)[-1] == "H40"
    assert tabular.seventh_characters(text) == tabular.seventh_characters("H401110")
    assert tabular.excludes1_between("K3532", "K3533" + "X" * 1_000) is None

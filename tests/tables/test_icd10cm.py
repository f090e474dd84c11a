"""The diagnosis codes: when each is billable, what is a header, what replaced what, what a short code could mean."""

import re
from collections import Counter
from datetime import date

import pytest

from rules.tables.shipped.icd10cm import Icd10cm
from rules.tables.sources.tabular_list import TabularList
from rules.tables.store import Tables

NEW_YEAR = date(2026, 10, 1)
OLD_YEAR = date(2026, 9, 30)


@pytest.fixture(scope="session")
def icd10cm(tables: Tables) -> Icd10cm:
    assert tables.icd10cm is not None
    return tables.icd10cm


@pytest.mark.parametrize(
    ("on", "rows"), [(date(2024, 10, 1), 74_260), (date(2025, 10, 1), 74_719), (date(2026, 10, 1), 74_879)]
)
def test_as_many_codes_are_billable_as_were_published(icd10cm: Icd10cm, on: date, rows: int) -> None:
    """The codes in force on the first day of a fiscal year are as many as its release has."""
    assert sum(icd10cm.row_on(code, on) is not None for code in icd10cm.all_codes()) == rows


def test_the_flags_are_as_many_as_were_published(icd10cm: Icd10cm) -> None:
    """The flags in force on 2026-10-01 are as many as the Medicare Code Editor's lists have codes."""
    counted: Counter[str] = Counter()
    for code in icd10cm.all_codes():
        row = icd10cm.row_on(code, NEW_YEAR)
        counted.update(row.flags if row is not None else ())
    published = {
        "ecodepdx": 7461,
        "unspecified": 3476,
        "unacceptable": 2667,
        "maternity": 2587,
        "adult": 857,
        "manifestation": 422,
        "pediatric": 126,
        "newborn": 42,
        "qadm": 30,
    }
    assert {flag: counted[flag] for flag in published} == published
    assert counted["male"] == counted["female"] == 0


def test_the_sex_flags_end_in_september_2024(icd10cm: Icd10cm) -> None:
    """C61 is for men until 2024-09-30 and for everyone from the next day."""
    assert [(row.start, row.end, row.flags) for row in icd10cm.history("C61")] == [
        (date(2015, 10, 1), date(2024, 9, 30), frozenset({"male"})),
        (date(2024, 10, 1), date.max, frozenset()),
    ]
    before = icd10cm.row_on("C61", date(2024, 9, 30))
    assert before is not None
    assert before.flags == {"male"}


def test_a_code_can_be_billable_until_one_day_and_a_header_from_the_next(icd10cm: Icd10cm) -> None:
    """M72.2 is billable on 2026-09-30; on 2026-10-01 it is a header with three codes below it."""
    assert icd10cm.row_on("M722", OLD_YEAR) is not None
    assert icd10cm.row_on("M722", NEW_YEAR) is None
    assert not icd10cm.is_header("M722", OLD_YEAR)
    assert icd10cm.is_header("M722", NEW_YEAR)
    assert icd10cm.was_header("M722")
    assert icd10cm.below("M722", OLD_YEAR) == ()
    assert icd10cm.below("M722", NEW_YEAR) == ("M7220", "M7221", "M7222")
    assert icd10cm.below("M722", NEW_YEAR, 2) == ("M7220", "M7221")
    assert icd10cm.below("S52", NEW_YEAR, 41) == icd10cm.below("S52", NEW_YEAR)[:41]


@pytest.mark.parametrize(
    ("code", "on", "expected"),
    [
        ("M722", NEW_YEAR, ("M7220", "M7221", "M7222")),
        ("M722", OLD_YEAR, ()),
        ("A047", date(2018, 1, 1), ("A0471", "A0472")),
        ("C4311", date(2026, 1, 1), ("C43111", "C43112")),
        ("I10", NEW_YEAR, ()),
        ("ZZZ", NEW_YEAR, ()),
    ],
)
def test_what_replaced_a_code(icd10cm: Icd10cm, code: str, on: date, expected: tuple[str, ...]) -> None:
    """The codes below a retired code that began when it ended replace it; a code in force has no successor."""
    assert icd10cm.successors(code, on) == expected


def test_every_successor_is_billable_on_the_date(icd10cm: Icd10cm) -> None:
    """Every successor of any retired code is billable on the date, and is not the code itself."""
    ended = [code for code in icd10cm.all_codes() if icd10cm.history(code)[-1].end < NEW_YEAR]
    suggested = {code: icd10cm.successors(code, NEW_YEAR) for code in ended}
    assert len(ended) == 1030
    assert sum(bool(codes) for codes in suggested.values()) > 850
    for code, successors in suggested.items():
        assert code not in successors
        assert all(icd10cm.row_on(each, NEW_YEAR) is not None for each in successors)


def test_an_initial_encounter_is_not_replaced_by_a_sequela(icd10cm: Icd10cm) -> None:
    """If a whole category was replaced, a successor has the 7th character of the retired code."""
    successors = icd10cm.successors("V2988XA", NEW_YEAR)
    assert successors
    assert {code[-1] for code in successors} == {"A"}


def test_successors_and_predecessors_are_two_sides_of_one_thing(icd10cm: Icd10cm) -> None:
    """M72.21 replaced M72.2; a code that has always existed replaced none."""
    assert icd10cm.predecessors("M7221") == ("M722",)
    assert icd10cm.predecessors("B8801") == ("B880",)
    assert icd10cm.predecessors("A000") == ()
    assert icd10cm.predecessors("ZZZ") == ()


def test_a_row_that_ends_with_the_release_stays_open(icd10cm: Icd10cm) -> None:
    """A code in force at the end of the release is found beyond it, but the table no longer covers the date."""
    beyond = date(2028, 1, 1)
    assert icd10cm.row_on("I10", beyond) is not None
    assert not icd10cm.covers(beyond)
    assert icd10cm.covers(date(2027, 3, 31))
    assert not icd10cm.covers(date(2015, 9, 30))


@pytest.mark.parametrize("code", ["", "I", "I1", "I100", "i10", "I10 ", "É10", "I10\0", "I10I10I10", "99213"])
def test_what_is_no_code_is_found_nowhere(icd10cm: Icd10cm, code: str) -> None:
    """A text that is not a code is neither billable nor ever was, whatever its characters."""
    assert icd10cm.row_on(code, NEW_YEAR) is None
    assert icd10cm.history(code) == ()
    assert icd10cm.complete(code, NEW_YEAR) == ()
    assert not icd10cm.is_header(code, NEW_YEAR)
    assert icd10cm.successors(code, NEW_YEAR) == ()


@pytest.mark.parametrize(
    ("code", "first", "count"),
    [
        ("S72001", "S72001A", 16),  # no 7th character
        ("S72001Z", "S72001A", 16),  # one that is not defined
        ("T360X1", "T360X1A", 3),
        ("S0990", "S0990XA", 3),  # neither padding nor 7th character
        ("S0990A", "S0990XA", 1),  # no padding
        ("T3601A", "T360X1A", 1),  # no padding inside
        ("T07", "T07XXXA", 3),
        ("W03", "W03XXXA", 3),
        ("M1A011", "M1A0110", 2),
        ("O360910", "O360910", 7),
    ],
)
def test_a_code_that_lacks_only_its_seventh_character(icd10cm: Icd10cm, code: str, first: str, count: int) -> None:
    """A code with only a wrong 7th character or padding is completed to all billable codes it could mean."""
    on = date(2026, 3, 1)
    found = icd10cm.complete(code, on)
    assert (found[0], len(found)) == (first, count)
    assert all(icd10cm.row_on(each, on) is not None for each in found)
    assert icd10cm.seventh_character_fault(code, on) is (icd10cm.row_on(code, on) is None)


@pytest.mark.parametrize("code", ["S72", "S7200", "S611", "T36", "E119", "E11", "I10", "H54115", "Z9989A"])
def test_a_code_that_lacks_more_or_nothing_is_not_completed(icd10cm: Icd10cm, code: str) -> None:
    """A subcategory is not completed, nor a code of a category without 7th characters, even with seven characters."""
    assert icd10cm.complete(code, date(2026, 3, 1)) == ()
    assert not icd10cm.seventh_character_fault(code, date(2026, 3, 1))


def test_descriptions_are_those_of_the_tabular_list(icd10cm: Icd10cm) -> None:
    """A description ends with the meaning of the 7th character; a code that no package describes has none."""
    assert icd10cm.description("I10") == "Essential (primary) hypertension"
    described = icd10cm.description("S72001A")
    assert described is not None
    assert described.endswith(", initial encounter for closed fracture")
    assert icd10cm.description("M7220") is None


@pytest.mark.slow
def test_the_codes_are_the_leaves_of_the_tabular_list(icd10cm: Icd10cm) -> None:
    """On 2026-04-01 the two packages agree, except for S06 codes of patients who died: no later encounters."""
    listed = set(TabularList().descriptions())
    billable = {code for code in icd10cm.all_codes() if icd10cm.row_on(code, date(2026, 4, 1)) is not None}
    assert billable - listed == set()
    only_listed = listed - billable
    assert len(only_listed) == 76
    assert all(re.fullmatch("S06[0-9A-Z]{2}[78][DS]", code) for code in only_listed)
    # Defined by the list's grammar alone: not billable on any date since, or ended before.
    assert all(row.end < date(2026, 4, 1) for code in only_listed for row in icd10cm.history(code))

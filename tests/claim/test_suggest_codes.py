"""A suggested code comes with its meaning, and no list is cut before the plain one."""

import datetime as dt

import pytest

from rules.claim.suggest_codes import plain_first, suggest_below, suggest_codes, suggest_seventh_characters
from rules.tables.store import Tables, open_shipped

ON = dt.date(2026, 11, 2)


@pytest.fixture(scope="module")
def tables() -> Tables:
    return open_shipped()


@pytest.mark.parametrize(
    ("category", "code"),
    [("E11", "E11.9"), ("J18", "J18.9"), ("F32", "F32.9"), ("N18", "N18.9"), ("L89", "L89.90"), ("S72", "S72.90XA")],
)
def test_plain_code_first(category: str, code: str, tables: Tables) -> None:
    """The code for a record that says no more is the first one, with its description."""
    first = suggest_below(category, ON, tables).split("; ")[0]
    assert first.startswith(f"{code} ")
    assert tables.icd10cm is not None
    assert first == f"{code} {tables.icd10cm.description(code.replace('.', ''))}"


def test_every_heading_suggests_its_unspecified_code(tables: Tables) -> None:
    """Under every category, a code that reads 'unspecified' in its fourth character 9 is never cut."""
    table = tables.icd10cm
    assert table is not None
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    categories = [f"{a}{b}{c}" for a in letters for b in "0123456789" for c in "0123456789AB"]
    held = 0
    for category in categories:
        if not table.is_header(category, ON):
            continue
        plain = f"{category}9"
        if table.row_on(plain, ON) is None or "unspecified" not in (table.description(plain) or "").lower():
            continue
        held += 1
        assert f"{category}.9 " in suggest_below(category, ON, tables), category
    assert held > 500


def test_at_most_twelve(tables: Tables) -> None:
    """Of hundreds of codes twelve are listed, one for each set of 7th characters, and the rest is counted."""
    table = tables.icd10cm
    assert table is not None
    codes = table.below("S72", ON)
    *listed, more = suggest_codes(codes, table).split("; ")
    assert len(listed) == 12
    assert more == f"and {len(codes) - 12:,} more"
    assert len({entry[:7] for entry in listed}) == 12


def test_seventh_characters_with_meaning(tables: Tables) -> None:
    assert tables.icd10cm is not None
    assert tables.icd10cm_tabular is not None
    seventh = tables.icd10cm_tabular.seventh_characters("S52501")
    assert seventh is not None
    words = suggest_seventh_characters(tables.icd10cm.complete("S52501", ON), seventh.meanings)
    assert words.startswith("S52.501A initial encounter for closed fracture; ")
    assert len(words.split("; ")) == 16


def test_plain_first_keeps_every_code(tables: Tables) -> None:
    assert tables.icd10cm is not None
    codes = tables.icd10cm.below("E11", ON)
    assert sorted(plain_first(codes, tables.icd10cm)) == sorted(codes)


def test_no_heading_no_suggestion(tables: Tables) -> None:
    assert suggest_below("I10", ON, tables) == suggest_below("NOTHING", ON, tables) == ""
    assert suggest_below("E11", ON, tables.without("icd10cm")) == ""

"""A dated list gives the codes in force on a date, and refuses a file that it cannot read in full."""

import datetime as dt
from pathlib import Path

import pytest

from rules.catalog import load_catalogue
from rules.lists import dated_list as module
from rules.lists.dated_list import LISTS_DIR, DatedList, DatedPairs, ListError, OnOtherDate, Span, dated_list
from tests.support.about import about

_CHANGED = DatedList(
    name="toy",
    title="A toy",
    source="this test",
    spans=(
        Span(codes=("A", "B"), end=dt.date(2023, 12, 31)),
        Span(codes=("A", "C"), start=dt.date(2024, 1, 1)),
    ),
)


def _names(codes: DatedList | DatedPairs | OnOtherDate) -> str:
    return codes.name if isinstance(codes, DatedList) else codes.listed.name


@pytest.mark.parametrize(
    ("on", "codes"),
    [
        (dt.date.min, {"A", "B"}),
        (dt.date(2023, 12, 31), {"A", "B"}),
        (dt.date(2024, 1, 1), {"A", "C"}),
        (dt.date.max, {"A", "C"}),
    ],
)
def test_codes_on_a_date(on: dt.date, codes: set[str]) -> None:
    """A span counts from its first date through its last."""
    assert _CHANGED.on(on) == codes
    assert DatedPairs(listed=_CHANGED).on(on) == {frozenset(codes)}
    assert OnOtherDate(listed=_CHANGED).on(on).on(on) == codes


def test_spans_of_a_code() -> None:
    """A code that left the list or came to it has the spans that hold it; another has none."""
    assert _CHANGED.spans_of("B") == _CHANGED.spans[:1]
    assert _CHANGED.spans_of("A") == _CHANGED.spans
    assert _CHANGED.spans_of("D") == ()


def test_every_list_is_used() -> None:
    """Every list is read in full and some edit uses it."""
    edits = load_catalogue().values()
    used = {_names(codes) for edit in edits for codes in edit.lists.values()}
    used |= {edit.bill_types.name for edit in edits if edit.bill_types is not None}
    assert used == {path.stem for path in LISTS_DIR.glob("*.toml")}
    for name in used:
        with about(name):
            found = dated_list(name)
            assert found.title
            assert found.source
            assert found.spans


@pytest.mark.parametrize(
    "text",
    [
        "title = 'A'\nsource = 'B'",
        "title = 'A'\nsource = 'B'\n[[span]]\ncodes = ''",
        "title = 'A'\nsource = 'B'\n[[span]]\ncodes = 'A A'",
        "title = 'A'\nsource = 'B'\n[[span]]\ncodes = 'A'\nuntil = 2024-01-01",
        "title = 'A'\nsource = 'B'\n[[span]]\ncodes = 'A'\nfrom = 2024-01-02\nthrough = 2024-01-01",
        "title = ",
    ],
)
def test_refused(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list with a missing, repeated, unknown or impossible part is refused with its file name."""
    (tmp_path / "toy.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(module, "LISTS_DIR", tmp_path)
    with pytest.raises(ListError, match=r"^toy\.toml: "):
        dated_list("toy")
    with pytest.raises(ListError, match=r"^missing\.toml: "):
        dated_list("missing")

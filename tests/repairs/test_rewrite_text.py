"""Each repair changes the format of a value, gives the same result twice, and leaves alone what it cannot fix."""

import unicodedata
from collections.abc import Callable
from types import SimpleNamespace
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.repairs import rewrite_text
from rules.repairs.catalog import REPAIRS
from rules.repairs.repair import Repair

REWRITES = [
    rewrite_text.trim_white_space,
    rewrite_text.upper_case,
    rewrite_text.remove_dots,
    rewrite_text.make_ndc_eleven_digits,
    rewrite_text.remove_separators,
    rewrite_text.plain_phone,
    rewrite_text.remove_postal_separators,
    rewrite_text.make_plain,
    rewrite_text.make_name_plain,
]


@given(text=st.text() | st.from_regex(r"\+?1?[ (]{0,2}[0-9]{3}[-. )]{0,2}[0-9]{3}[-. ]?[0-9]{4}"))
def test_run_again(text: str) -> None:
    """Rewriting a rewritten text changes nothing."""
    for rewrite in REWRITES:
        assert rewrite(rewrite(text)) == rewrite(text), rewrite.__name__


@pytest.mark.parametrize("repair", [each for each in REPAIRS if each.rewrite is not None], ids=lambda each: each.code)
def test_examples_of_the_catalogue(repair: Repair) -> None:
    """The example in the catalog of repairs is what the repair does."""
    assert repair.rewrite is not None
    assert repair.rewrite(repair.before) == repair.after


@pytest.mark.parametrize(
    ("rewrite", "before", "after"),
    [
        (rewrite_text.trim_white_space, "\t a \r\n b\n", "a b"),
        (rewrite_text.trim_white_space, " \t", ""),
        (rewrite_text.upper_case, "straße", "STRAßE"),
        (rewrite_text.make_ndc_eleven_digits, "12345-678-90", "12345067890"),
        (rewrite_text.make_ndc_eleven_digits, "12345-6789-0", "12345678900"),
        (rewrite_text.make_ndc_eleven_digits, "12345-6789-01", "12345678901"),
        (rewrite_text.make_ndc_eleven_digits, "1234567890", "1234567890"),
        (rewrite_text.make_ndc_eleven_digits, "12345-678-9", "12345-678-9"),
        (rewrite_text.make_ndc_eleven_digits, "1234-567-890", "1234-567-890"),
        (rewrite_text.plain_phone, "1-312-555-0142", "3125550142"),
        (rewrite_text.plain_phone, "312.555.0142", "3125550142"),
        (rewrite_text.plain_phone, "+44 20 7946 0000", "+442079460000"),
        (rewrite_text.plain_phone, "555-0142", "5550142"),
        (rewrite_text.make_plain, "\u201cyes\u201d \u2013 it\u2019s\u2026", '"yes" - it\'s...'),
        (rewrite_text.make_plain, "a\u00a0 b", "a b"),
        (rewrite_text.make_plain, "Nuñez", "Nuñez"),
        (rewrite_text.make_name_plain, "Åse Łęcka-Strauß", "Ase Lecka-Strauss"),
        (rewrite_text.make_name_plain, "Nguyễn Þór", "Nguyen THor"),
        (rewrite_text.make_name_plain, "山田", "山田"),
        (rewrite_text.make_name_plain, "Иван", "Иван"),
        (rewrite_text.make_name_plain, "e\u0301", "e"),
        (rewrite_text.make_name_plain, "e\u0301\u0327z", "ez"),
        (rewrite_text.make_name_plain, "x\u0301", "x"),
        (rewrite_text.make_name_plain, "\u0301ж\u0301", "\u0301ж\u0301"),
    ],
)
def test_texts(rewrite: Callable[[str], str], before: str, after: str) -> None:
    """A text is rewritten as the catalog says, or unchanged if no row applies."""
    assert rewrite(before) == after


def test_no_text_is_normalized_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Normalization can take the square of the marks after one letter, so it is given one character at a time."""
    lengths = []

    def normalize(form: Literal["NFD"], text: str) -> str:
        lengths.append(len(text))
        return unicodedata.normalize(form, text)

    watched = SimpleNamespace(normalize=normalize, combining=unicodedata.combining)
    monkeypatch.setattr(rewrite_text, "unicodedata", watched)
    assert rewrite_text.make_name_plain("Nuñez" + "\u0345" * 50 + "\u0327" * 50) == "Nunez"
    assert max(lengths) == 1

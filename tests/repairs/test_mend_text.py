"""Each repair rewrites how a value is written, gives the same when run again, and leaves alone what it cannot mend."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.repairs import mend_text
from rules.repairs.catalog import REPAIRS
from rules.repairs.repair import Repair

MENDS = [
    mend_text.trim_white_space,
    mend_text.upper_case,
    mend_text.remove_dots,
    mend_text.make_ndc_eleven_digits,
    mend_text.remove_separators,
    mend_text.plain_phone,
    mend_text.remove_postal_separators,
    mend_text.make_plain,
    mend_text.make_name_plain,
]


@pytest.mark.parametrize("mend", MENDS)
@given(text=st.text() | st.from_regex(r"\+?1?[ (]{0,2}[0-9]{3}[-. )]{0,2}[0-9]{3}[-. ]?[0-9]{4}"))
def test_run_again(mend: Callable[[str], str], text: str) -> None:
    """A text that was mended is mended."""
    assert mend(mend(text)) == mend(text)


@pytest.mark.parametrize("repair", [repair for repair in REPAIRS if repair.mend is not None], ids=lambda one: one.code)
def test_examples_of_the_catalogue(repair: Repair) -> None:
    """The example in the catalogue of repairs is what the repair does."""
    assert repair.mend is not None
    assert repair.mend(repair.before) == repair.after


@pytest.mark.parametrize(
    ("mend", "before", "after"),
    [
        (mend_text.trim_white_space, "\t a \r\n b\n", "a b"),
        (mend_text.trim_white_space, " \t", ""),
        (mend_text.upper_case, "straße", "STRAßE"),
        (mend_text.make_ndc_eleven_digits, "12345-678-90", "12345067890"),
        (mend_text.make_ndc_eleven_digits, "12345-6789-0", "12345678900"),
        (mend_text.make_ndc_eleven_digits, "12345-6789-01", "12345678901"),
        (mend_text.make_ndc_eleven_digits, "1234567890", "1234567890"),
        (mend_text.make_ndc_eleven_digits, "12345-678-9", "12345-678-9"),
        (mend_text.make_ndc_eleven_digits, "1234-567-890", "1234-567-890"),
        (mend_text.plain_phone, "1-312-555-0142", "3125550142"),
        (mend_text.plain_phone, "312.555.0142", "3125550142"),
        (mend_text.plain_phone, "+44 20 7946 0000", "+442079460000"),
        (mend_text.plain_phone, "555-0142", "5550142"),
        (mend_text.make_plain, "\u201cyes\u201d \u2013 it\u2019s\u2026", '"yes" - it\'s...'),
        (mend_text.make_plain, "a\u00a0 b", "a b"),
        (mend_text.make_plain, "Nuñez", "Nuñez"),
        (mend_text.make_name_plain, "Åse Łęcka-Strauß", "Ase Lecka-Strauss"),
        (mend_text.make_name_plain, "Nguyễn Þór", "Nguyen THor"),
        (mend_text.make_name_plain, "山田", "山田"),
        (mend_text.make_name_plain, "Иван", "Иван"),
        (mend_text.make_name_plain, "e\u0301", "e"),
    ],
)
def test_texts(mend: Callable[[str], str], before: str, after: str) -> None:
    """A text comes out as the catalogue says, or as it was where no row mends it."""
    assert mend(before) == after

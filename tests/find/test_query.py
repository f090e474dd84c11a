"""What a person types is recognized as a payer's code, a position in an 837, a path or words."""

import pytest

from rules.find.query import InvalidQuery, Query, StatusQuery, make_query


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ("CO-22", Query(carc="22")),
        ("co22", Query(carc="22")),
        ("CARC 16", Query(carc="16")),
        ("PR 1", Query(carc="1")),
        ("OA-B7", Query(carc="B7")),
        ("n290", Query(rarc="N290")),
        ("RARC MA130", Query(rarc="MA130")),
        ("A7:562:85", Query(status=StatusQuery(category="A7", code="562", entity="85"))),
        ("a7:562", Query(status=StatusQuery(category="A7", code="562"))),
        ("A7", Query(status=StatusQuery(category="A7", code=None))),
        ("CLM05-1", Query(x12="CLM05-1")),
        ("2010ba nm109", Query(x12="2010BA NM109")),
        ("REF*G1", Query(x12="REF*G1")),
        ("diagnoses[0].code", Query(path="diagnoses[0].code")),
        ("lines[2].modifiers[0]", Query(path="lines[2].modifiers[0]")),
        ("total_charge", Query(path="total_charge")),
        ("patient", Query(path="patient")),
        ("modifier missing", Query(words="modifier missing")),
        ("562", Query(words="562")),
        ("DX101", Query(words="DX101")),
        ("NDC", Query(words="NDC")),
        ("Z9", Query(words="Z9")),
        ("  ", Query()),
    ],
)
def test_words_are_recognized(words: str, query: Query) -> None:
    """The form of a text says what it is; what has no other form is words."""
    assert make_query(words=words) == query


def test_options_narrow_words() -> None:
    """Words beside an option stay words where the option has said what they would be."""
    assert make_query(carc="16", words="diagnosis") == Query(carc="16", words="diagnosis")
    assert make_query(carc="CO-16", rarc="m76") == Query(carc="16", rarc="M76")
    assert make_query(carc="16", words="CO-22") == Query(carc="16", words="CO-22")


@pytest.mark.parametrize("options", [{"status": "254"}, {"status": "A7-562"}, {"x12": "total_charge"}, {"x12": ""}])
def test_a_part_without_its_form(options: dict[str, str]) -> None:
    """A status without a category and a position without a segment are refused."""
    with pytest.raises(InvalidQuery):
        make_query(**options)


def test_nothing_is_searched_for() -> None:
    """Blank options are no search."""
    assert make_query(carc=" ", rarc="", path="", words="").is_empty
    assert not make_query(words="x").is_empty

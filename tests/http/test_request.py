"""The query of a request is read as a browser writes it, and only as far as it is needed."""

import pytest

from workers.http.request import Request


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("", ""),
        ("q=CO-22", "CO-22"),
        ("q=timely+filing&x=1", "timely filing"),
        ("q=diagnoses%5B0%5D.code", "diagnoses[0].code"),
        ("q=++", ""),
        ("q=a&q=b", "a"),
        ("x=1", ""),
        ("q=%FF", "\N{REPLACEMENT CHARACTER}"),
        ("q=" + "x" * 20, "x" * 20),
        ("q=" + "x" * 21, ""),
        ("&".join(f"x{n}=1" for n in range(50)) + "&q=late", ""),
    ],
)
def test_an_argument_of_the_query(query: str, value: str) -> None:
    """A value is decoded and trimmed; one that is too long, or among too many, is as if it were not there."""
    assert Request(path="/edits", headers={}, query=query).argument("q", 20) == value

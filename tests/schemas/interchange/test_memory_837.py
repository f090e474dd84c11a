"""Reading an 837 holds one claim, however many there are in a transaction set."""

import tracemalloc
from collections.abc import Iterator

from schemas.interchange.conversion_report import ConversionReport
from schemas.interchange.read_837 import read_837
from tests.support.x12_claims import BILLING, HEADER, ISA, SUBSCRIBER, VISIT, written

_SLACK = 50_000


def _pieces(claims: int) -> Iterator[bytes]:
    """One transaction set, written while it is read."""
    yield written([ISA, "GS*HC*S*R*20261105*1530*7*X*005010X222A1", "ST*837*1*005010X222A1", *HEADER, *BILLING])
    for number in range(claims):
        yield written((*SUBSCRIBER, f"CLM*N{number}*125***11:B:1*Y*A*Y*Y", *VISIT[1:]))
    yield written(["SE*1*1", "GE*1*7", "IEA*1*000000101"])


def _peak(claims: int) -> int:
    """The most bytes that reading so many claims allocates at once."""
    pieces = _pieces(claims)
    tracemalloc.start()
    found = sum(1 for _ in read_837(lambda most: next(pieces, b""), ConversionReport()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == claims
    return peak


def test_memory_does_not_grow_with_the_file() -> None:
    """Seven times as many claims take no more memory, but for a mark of each claim number."""
    _peak(5)
    assert _peak(150) < _peak(20) + _SLACK

"""Small cells are merged, so that a report that leaves the house points at no person."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

T = TypeVar("T")

FEWEST: Final = 11
"""Claims in a cell that is shown: CMS's limit for published counts."""


def split_small(rows: Sequence[T], claims: Callable[[T], int]) -> tuple[list[T], list[T]]:
    """The rows to show, in their order, and those to merge.

    Rows of no claims are shown. The smallest of the others are merged until they have enough claims together, so that
    no difference from a total gives one of them away.
    """
    small = [row for row in rows if 0 < claims(row) < FEWEST]
    large = sorted((row for row in rows if claims(row) >= FEWEST), key=claims)
    while small and large and sum(map(claims, small)) < FEWEST:
        small.append(large.pop(0))
    merged = {id(row) for row in small}
    return [row for row in rows if id(row) not in merged], [row for row in rows if id(row) in merged]

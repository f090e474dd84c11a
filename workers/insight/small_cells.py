"""Hides numbers about fewer than 11 persons, and numbers that would give a hidden one away."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from schemas.value import value

LEAST_PERSONS: Final = 11
"""CMS's cell size suppression policy: no cell of 1 to 10 persons is shown, and none from which one can be computed."""


@value
class Counted:
    """A cell before it is shown, with the numbers of persons behind it."""

    group: Mapping[str, str | int | None]
    numerator: float
    denominator: float
    persons: int
    """Persons of the denominator."""
    persons_hit: int
    """Persons of the numerator."""
    persons_rest: int
    """Persons with a unit that is not in the numerator: the share gives them away."""
    hidden: bool = False


def hide_small(cells: Sequence[Counted]) -> list[Counted]:
    """The cells with those hidden that are about 1 to 10 persons, also by what is left of the denominator."""
    return [
        replace(cell, hidden=True)
        if any(0 < number < LEAST_PERSONS for number in (cell.persons, cell.persons_hit, cell.persons_rest))
        else cell
        for cell in cells
    ]


def hide_derivable(parts: Sequence[Counted]) -> tuple[list[Counted], bool]:
    """Hide more parts of a whole, until the total gives no hidden one away.

    Where the hidden parts are one, or about fewer than 11 persons together, the smallest other part is hidden with
    them.

    Args:
        parts: the parts after `hide_small`; no unit is in two of them.

    Returns:
        The parts, and whether the total must be hidden as well because no other part is left.
    """
    order = sorted(range(len(parts)), key=lambda index: (parts[index].persons, str(parts[index].group)))
    hidden = {index for index in order if parts[index].hidden}
    shown = [index for index in order if index not in hidden]
    while hidden and (len(hidden) == 1 or _is_small([parts[index] for index in hidden])):
        if not shown:
            return [replace(part, hidden=True) for part in parts], True
        hidden.add(shown.pop(0))
    return [replace(part, hidden=index in hidden) for index, part in enumerate(parts)], False


def _is_small(parts: Sequence[Counted]) -> bool:
    """Whether the parts together are about 1 to 10 persons: their sum is what the total gives away."""
    sums = (sum(each) for each in zip(*((p.persons, p.persons_hit, p.persons_rest) for p in parts), strict=True))
    return any(0 < number < LEAST_PERSONS for number in sums)

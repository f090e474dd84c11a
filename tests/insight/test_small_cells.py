"""Numbers about fewer than 11 persons are hidden, and so are those that would give one away."""

import random

import pytest

from workers.insight.small_cells import LEAST_PERSONS, Counted, hide_derivable, hide_small
from workers.insight.wilson import wilson


def cell(name: str, persons: int, hit: int) -> Counted:
    """A group in which every person has one unit."""
    return Counted(
        group={"g": name},
        numerator=hit,
        denominator=persons,
        persons=persons,
        persons_hit=hit,
        persons_rest=persons - hit,
    )


def hidden(cells: list[Counted]) -> str:
    return "".join(str(one.group["g"]) for one in cells if one.hidden)


@pytest.mark.parametrize(
    ("persons", "hit", "shown"),
    [
        (100, 50, True),
        (100, 11, True),
        (100, 10, False),
        (100, 1, False),
        (100, 0, True),
        (100, 89, True),
        (100, 90, False),
        (100, 99, False),
        (100, 100, True),
        (11, 0, True),
        (11, 11, True),
        (10, 0, False),
    ],
)
def test_a_share_is_shown_if_no_side_of_it_is_small(persons: int, hit: int, shown: bool) -> None:
    """1 to 10 persons in the numerator, in the rest or in all hide the cell; none or 11 do not."""
    assert hide_small([cell("a", persons, hit)])[0].hidden is not shown


def test_one_hidden_part_takes_the_smallest_other_with_it() -> None:
    """The total minus the parts shown would be the hidden part."""
    parts, total = hide_derivable(hide_small([cell("a", 50, 5), cell("b", 100, 50), cell("c", 80, 40)]))
    assert (hidden(parts), total) == ("ac", False)


def test_hidden_parts_that_are_small_together_take_another() -> None:
    """Two parts of 3 and 4 persons are 7 persons by the total."""
    parts, total = hide_derivable(hide_small([cell("a", 50, 3), cell("b", 60, 4), cell("c", 80, 40)]))
    assert (hidden(parts), total) == ("abc", False)
    parts, total = hide_derivable(hide_small([cell("a", 50, 6), cell("b", 60, 6), cell("c", 80, 40)]))
    assert (hidden(parts), total) == ("ab", False)


def test_if_no_other_part_is_left_the_total_is_hidden() -> None:
    """A single group is the total."""
    assert hide_derivable(hide_small([cell("a", 50, 5)]))[1] is True
    assert hide_derivable(hide_small([cell("a", 50, 20)])) == ([cell("a", 50, 20)], False)
    assert hide_derivable([]) == ([], False)


def test_no_reader_can_compute_a_small_number() -> None:
    """In random tables what the total leaves for the hidden parts is never about 1 to 10 persons."""
    for seed in range(300):
        chance = random.Random(seed)
        made = [
            cell(str(n), size := chance.randint(1, 60), chance.randint(0, size)) for n in range(chance.randint(1, 7))
        ]
        parts, total = hide_derivable(hide_small(made))
        if total:
            continue
        left = [one for one in parts if one.hidden]
        for sums in (
            sum(one.persons for one in left),
            sum(one.persons_hit for one in left),
            sum(one.persons_rest for one in left),
        ):
            assert sums == 0 or sums >= LEAST_PERSONS
        assert len(left) != 1


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (1, 10, 0.0179, 0.4042),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_intervals_are_wilsons(numerator: int, denominator: int, low: float, high: float) -> None:
    """Values of the textbook; 81 of 263 is the example of Newcombe (1998)."""
    found = wilson(numerator, denominator)
    assert found == pytest.approx((low, high), abs=5e-5)

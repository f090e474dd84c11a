"""The small charts."""

import re

import pytest

from workers.http.chart import Series, draw_chart, round_up


@pytest.mark.parametrize(
    ("level", "top"),
    [(0, 1), (0.02, 1), (1, 1), (1.01, 1.5), (2.1, 3), (9, 10), (10, 10), (101, 150), (123_456_789, 150_000_000)],
)
def test_the_scale_ends_at_a_round_number_above(level: float, top: float) -> None:
    """The highest point stands high, and a trickle is no mountain."""
    assert round_up(level) == pytest.approx(top)


def test_time_runs_to_the_right_and_levels_up() -> None:
    """The left edge is the span ago, the right one is now, zero is the floor."""
    chart = draw_chart([Series(style="all", points=((600.0, 0.0), (300.0, 5.0), (0.0, 10.0)))], 600.0, "words")
    assert 'd="M0.0 80.0L150.0 40.0L300.0 0.0"' in chart
    assert ">10</span>" in chart
    assert "10 min ago" in chart
    assert 'aria-label="words"' in chart


def test_what_is_not_known_is_a_gap() -> None:
    """A line does not jump over a time in which nothing was measured, nor over one too long ago."""
    points = ((900.0, 9.0), (40.0, 1.0), (30.0, 1.0), (20.0, None), (10.0, 1.0), (0.0, 1.0))
    chart = draw_chart([Series(style="all", points=points)], 100.0, "words")
    assert len(re.findall('class="curve', chart)) == 2
    assert ">1</span>" in chart


def test_nothing_is_drawn_of_nothing() -> None:
    """A worker that was just started has a frame and no line."""
    assert "curve" not in draw_chart([Series(style="all", points=()), Series(style="bad", points=())], 600.0, "w")

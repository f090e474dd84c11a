"""The line charts of the status page."""

import re

import pytest

from workers.http.chart import Series, draw_chart, round_up


@pytest.mark.parametrize(
    ("level", "top"),
    [(0, 1), (0.02, 1), (1, 1), (1.01, 1.5), (2.1, 3), (9, 10), (10, 10), (101, 150), (123_456_789, 150_000_000)],
)
def test_the_scale_ends_at_a_round_number_above(level: float, top: float) -> None:
    """The scale fits the highest point, and small values stay small."""
    assert round_up(level) == pytest.approx(top)


def test_time_runs_right_and_values_run_up() -> None:
    """The left edge is the start of the span, the right edge is now, and the bottom is zero."""
    chart = draw_chart([Series(style="all", points=((600.0, 0.0), (300.0, 5.0), (0.0, 10.0)))], 600.0, "words")
    assert 'd="M0.0 80.0L150.0 40.0L300.0 0.0"' in chart
    assert ">10</span>" in chart
    assert "10 min ago" in chart
    assert 'aria-label="words"' in chart


def test_missing_values_are_gaps() -> None:
    """A line does not bridge a time without measurements or points before the span."""
    points = ((900.0, 9.0), (40.0, 1.0), (30.0, 1.0), (20.0, None), (10.0, 1.0), (0.0, 1.0))
    chart = draw_chart([Series(style="all", points=points)], 100.0, "words")
    assert len(re.findall('class="curve', chart)) == 2
    assert ">1</span>" in chart


def test_no_data_draws_no_line() -> None:
    """A worker that has just started has an empty chart."""
    assert "curve" not in draw_chart([Series(style="all", points=()), Series(style="bad", points=())], 600.0, "w")

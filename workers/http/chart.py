"""A small line chart as inline SVG: time from left to right, zero at the bottom, a round number at the top."""

import math
from collections.abc import Sequence
from typing import Final

from schemas.value import value
from workers.http.markup import Markup, join, tag
from workers.http.words import format_number

_WIDTH: Final = 300.0
_HEIGHT: Final = 80.0
_STEPS: Final = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)

Point = tuple[float, float | None]
"""Seconds before now, and the value; None is a gap."""


@value
class Series:
    """One line: its points, oldest first, and the CSS class that sets its color."""

    style: str
    points: tuple[Point, ...]


def draw_chart(series: Sequence[Series], span_s: float, words: str) -> Markup:
    """Draw the lines on one scale; the area below the first is filled.

    Args:
        series: one or more lines.
        span_s: seconds from the left edge to now.
        words: text alternative for screen readers.
    """
    shown = [level for one in series for ago, level in one.points if level is not None and ago <= span_s]
    highest = max(shown, default=0.0)
    top = round_up(highest)
    parts = [
        tag("line", class_="grid", x1=0, x2=int(_WIDTH), y1=f"{share * _HEIGHT:g}", y2=f"{share * _HEIGHT:g}")
        for share in (0.0, 0.5)
    ]
    for index, one in enumerate(series):
        runs = _runs(one.points, span_s, top)
        if index == 0:
            parts += [tag("path", class_=f"area {one.style}", d=_area(run)) for run in runs]
        parts += [tag("path", class_=f"curve {one.style}", d=_line(run)) for run in runs]
    parts.append(tag("line", class_="floor", x1=0, x2=int(_WIDTH), y1=int(_HEIGHT), y2=int(_HEIGHT)))
    drawing = tag(
        "svg",
        *parts,
        class_="chart",
        viewBox=f"0 0 {_WIDTH:g} {_HEIGHT:g}",
        preserveAspectRatio="none",
        role="img",
        aria_label=words,
    )
    top_words = tag("span", f"{top:,g}" if top < 1000 else format_number(top), class_="top", aria_hidden="true")
    feet = tag(
        "div", tag("span", f"{span_s / 60:g} min ago"), tag("span", "now"), class_="feet muted", aria_hidden="true"
    )
    return join([tag("div", top_words, drawing, class_="plot"), feet])


def round_up(level: float) -> float:
    """The next round number, at least 1, so that small values do not look large."""
    if level <= 1:
        return 1.0
    power: float = 10.0 ** math.floor(math.log10(level))
    return next(step * power for step in _STEPS if level <= step * power * (1 + 1e-9))


def _runs(points: Sequence[Point], span_s: float, top: float) -> list[list[tuple[float, float]]]:
    """The points in drawing units, split at gaps."""
    runs: list[list[tuple[float, float]]] = [[]]
    for ago, level in points:
        if level is None or ago > span_s:
            runs.append([])
        else:
            runs[-1].append((_WIDTH * (1 - max(0.0, ago) / span_s), _HEIGHT * (1 - level / top)))
    return [run for run in runs if len(run) > 1]


def _line(run: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in run)


def _area(run: Sequence[tuple[float, float]]) -> str:
    return f"{_line(run)}L{run[-1][0]:.1f} {_HEIGHT:g}L{run[0][0]:.1f} {_HEIGHT:g}Z"

"""Charts as inline SVG: the same bytes for the same numbers, in the colors of the page."""

import hashlib
import io
import logging
import re
from collections.abc import Sequence
from typing import Any, Final

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from schemas.value import value
from workers.http.markup import Markup, tag

_COLORS: Final = {"#010101": "var(--ink)", "#020202": "var(--muted)", "#030303": "var(--rule)"} | {
    f"#0404{number:02x}": f"var(--series-{number})" for number in range(1, 6)
}
"""Colors that only mark a place, and what the page puts there, by day and by night."""
_INK, _MUTED, _RULE, *_SERIES = _COLORS
_SETTINGS: Final[Any] = {
    "svg.fonttype": "none",  # texts stay texts, in the page's font
    "svg.hashsalt": "insight",  # ids that do not change from run to run
    "axes.edgecolor": _RULE,
    "axes.labelcolor": _MUTED,
    "xtick.color": _MUTED,
    "ytick.color": _MUTED,
    "text.color": _INK,
    "font.size": 10,
    "path.simplify": False,
}
_WIDTH_IN: Final = 5.0
_MOST_LABEL: Final = 30

Style = str
"""How values are written: share, dollars or rate."""


@value
class Bar:
    """One bar: its value, and the interval if it has one."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None


@value
class Point:
    """One value over time, with its interval; None is a gap."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None


@value
class Curve:
    """A named line."""

    name: str
    points: tuple[Point, ...]


def draw_bars(bars: Sequence[Bar], style: Style, words: str) -> Markup:
    """Horizontal bars, the first on top, each with its 95 % interval.

    Args:
        bars: at least one.
        style: share, dollars or rate.
        words: text alternative for screen readers.
    """
    figure, axes = _axes(0.32 * len(bars) + 0.5)
    places = range(len(bars))
    axes.barh(places, [bar.value for bar in bars], height=0.6, color=_SERIES[0])
    for place, bar in zip(places, bars, strict=True):
        if bar.low is not None and bar.high is not None:
            axes.plot([bar.low, bar.high], [place, place], color=_INK, linewidth=1.2, solid_capstyle="butt")
    axes.set_yticks(places, [_short(bar.label) for bar in bars], color=_INK)
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.xaxis.set_major_formatter(_formatter(style))
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.grid(axis="x", color=_RULE, linewidth=0.6)
    return _svg(figure, words)


def draw_curves(curves: Sequence[Curve], style: Style, words: str) -> Markup:
    """Lines over time with their 95 % intervals as bands; names are below.

    Args:
        curves: at most five, with the same labels.
        style: share, dollars or rate.
        words: text alternative for screen readers.
    """
    figure, axes = _axes(2.4 + (0.22 * len(curves) if len(curves) > 1 else 0))
    labels = [point.label for point in curves[0].points]
    for curve, color in zip(curves, _SERIES, strict=False):
        values = [float("nan") if point.value is None else point.value for point in curve.points]
        axes.plot(
            range(len(labels)), values, color=color, linewidth=2, marker="o", markersize=3, label=_short(curve.name)
        )
        known = [place for place, point in enumerate(curve.points) if point.low is not None and point.high is not None]
        lows, highs = ([getattr(curve.points[place], name) for place in known] for name in ("low", "high"))
        if known == list(range(len(labels))):
            axes.fill_between(known, lows, highs, color=color, alpha=0.15, linewidth=0)
        else:
            axes.vlines(known, lows, highs, color=color, alpha=0.35, linewidth=3)
    step = max(1, -(-len(labels) // 7))
    axes.set_xticks(range(0, len(labels), step), labels[::step])
    room = 0.3 + 0.03 * len(labels)  # so that the first label is not below that of the axis
    axes.set_xlim(-room, len(labels) - 1 + room)
    tops = [point.value if point.high is None else point.high for curve in curves for point in curve.points]
    axes.set_ylim(0, 1.05 * max((top for top in tops if top is not None), default=1.0) or 1.0)
    axes.yaxis.set_major_formatter(_formatter(style))
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.grid(axis="y", color=_RULE, linewidth=0.6)
    if len(curves) > 1:
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=1, frameon=False, labelcolor=_INK)
    return _svg(figure, words)


def _axes(height_in: float) -> tuple[Figure, Any]:
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it tells that it looks for fonts
    with matplotlib.rc_context(_SETTINGS):
        figure = Figure(figsize=(_WIDTH_IN, height_in), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)
    axes.set_axisbelow(True)
    return figure, axes


def _svg(figure: Figure, words: str) -> Markup:
    held = io.StringIO()
    with matplotlib.rc_context(_SETTINGS):
        figure.savefig(held, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    drawn = held.getvalue()
    drawn = drawn[drawn.index("<svg") :]
    drawn = re.sub(r"<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
    for mark, color in _COLORS.items():
        drawn = drawn.replace(mark, color)
    drawn = re.sub(r"font: (\d+)px [^\";]*", r"font-size: \1px", drawn)
    drawn = _own_ids(drawn, words)
    drawn = re.sub(r'<svg [^>]*?(viewBox="[^"]*")[^>]*>', r'<svg class="chart" aria-hidden="true" \1>', drawn, count=1)
    return tag("figure", Markup(drawn), role="img", aria_label=words)


def _own_ids(drawn: str, words: str) -> str:
    """The drawing with ids that no other drawing of the page has, and only those that it refers to."""
    used = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', drawn))
    mark = f"c{hashlib.sha256(f'{words} {drawn}'.encode()).hexdigest()[:10]}-"
    drawn = re.sub(r' id="([^"]+)"', lambda found: f' id="{mark}{found[1]}"' if found[1] in used else "", drawn)
    return re.sub(r'(url\(#|href="#)', rf"\g<1>{mark}", drawn)


def _short(label: str) -> str:
    return label if len(label) <= _MOST_LABEL else label[: _MOST_LABEL - 1].rstrip() + "…"


def _formatter(style: Style) -> FuncFormatter:
    return FuncFormatter(lambda number, _: _written(number, style))


def _written(number: float, style: Style) -> str:
    if style == "share":
        return f"{number * 100:.3g}%"
    if style == "dollars":
        return (
            f"${number / 1e6:.3g}M"
            if abs(number) >= 1e6
            else f"${number / 1e3:.3g}k"
            if number >= 1e3
            else f"${number:.3g}"
        )
    return f"{number:.3g}"

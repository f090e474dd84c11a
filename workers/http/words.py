"""Formats numbers, durations and times for people."""

from datetime import UTC, datetime
from typing import Final

_MINUTE: Final = 60.0
_HOUR: Final = 3600.0
_DAY: Final = 86400.0


def format_number(number: float) -> str:
    """A whole number with thousands separators: `1,234,567`."""
    return f"{number:,.0f}"


def format_rate(rate: float) -> str:
    """A rate, rounded by its size: `0.05`, `8.3`, `1,240`."""
    if rate and rate < 0.1:
        return f"{rate:.2f}"
    return f"{rate:.1f}" if 0 < rate < 100 else f"{rate:,.0f}"


def format_age(seconds: float) -> str:
    """A duration in whole units: `4 s`, `12 min`, `3 h`, `5 days`; a negative one is `0 s`."""
    seconds = max(0.0, seconds)
    if seconds < 2 * _MINUTE:
        return f"{int(seconds)} s"
    if seconds < 2 * _HOUR:
        return f"{int(seconds / _MINUTE)} min"
    if seconds < 2 * _DAY:
        return f"{int(seconds / _HOUR)} h"
    return f"{int(seconds / _DAY)} days"


def format_span(seconds: float) -> str:
    """A duration rounded to ten seconds first: 598 seconds are `10 min`."""
    return format_age(round(seconds, -1))


def format_moment(moment: datetime) -> str:
    """A time in UTC to the second: `2026-11-24 12:00:00 UTC`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def format_count(count: float, word: str) -> str:
    """A number with its noun: `1 slot`, `12 slots`."""
    return f"{format_number(count)} {word}" if count == 1 else f"{format_number(count)} {word}s"


def format_bytes(size: float) -> str:
    """A size in MiB: `84 MiB`."""
    return f"{size / 2**20:,.0f} MiB"

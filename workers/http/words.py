"""Numbers, ages and moments as a person reads them."""

from datetime import UTC, datetime
from typing import Final

_MINUTE: Final = 60.0
_HOUR: Final = 3600.0
_DAY: Final = 86400.0


def tell_number(number: float) -> str:
    """A whole number with its thousands apart: `1,234,567`."""
    return f"{number:,.0f}"


def tell_rate(rate: float) -> str:
    """A rate with three digits at most: `0.25`, `8.3`, `1,240`."""
    if rate and rate < 0.1:
        return f"{rate:.2f}"
    return f"{rate:.1f}" if 0 < rate < 100 else f"{rate:,.0f}"


def tell_age(seconds: float) -> str:
    """How long, whole units that are over: `4 s`, `12 min`, `3 h`, `5 days`; what is in the future is `0 s`."""
    seconds = max(0.0, seconds)
    if seconds < 2 * _MINUTE:
        return f"{int(seconds)} s"
    if seconds < 2 * _HOUR:
        return f"{int(seconds / _MINUTE)} min"
    if seconds < 2 * _DAY:
        return f"{int(seconds / _HOUR)} h"
    return f"{int(seconds / _DAY)} days"


def tell_span(seconds: float) -> str:
    """About how long a span of samples is, which come every few seconds: 598 seconds are `10 min`."""
    return tell_age(round(seconds, -1))


def tell_moment(moment: datetime) -> str:
    """A moment in UTC to the second: `2026-11-24 12:00:00 UTC`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def tell_count(count: float, word: str) -> str:
    """A number and what is counted: `1 slot`, `12 slots`."""
    return f"{tell_number(count)} {word}" if count == 1 else f"{tell_number(count)} {word}s"


def tell_bytes(size: float) -> str:
    """A size in MiB: `84 MiB`."""
    return f"{size / 2**20:,.0f} MiB"

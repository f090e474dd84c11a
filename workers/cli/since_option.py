"""The --since option: a span before now, or an instant."""

import datetime as dt
import re
from typing import Final

import click

_SPAN: Final = re.compile(r"([1-9][0-9]{0,5})([smhd])")
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def read_since(_: click.Context, option: click.Parameter, given: str | None) -> int | None:
    """The time as milliseconds since 1970 UTC."""
    if given is None:
        return None
    span = _SPAN.fullmatch(given)
    try:
        if span is not None:
            start = dt.datetime.now(dt.UTC) - dt.timedelta(**{_UNITS[span[2]]: int(span[1])})
        else:
            start = dt.datetime.fromisoformat(given)
            start = start if start.tzinfo is not None else start.replace(tzinfo=dt.UTC)
        return max(0, int(start.timestamp() * 1000))
    except (ValueError, OverflowError):
        words = f"must be a span such as 30m, 24h or 7d, or a time such as 2026-11-05T15:30 (UTC) (got {given!r})"
        raise click.BadParameter(words, param=option) from None


SINCE: Final = click.option(
    "--since",
    "since_ms",
    metavar="TIME",
    callback=read_since,
    help="Only records written since then: 30m, 24h, 7d, or a time (UTC).",
)

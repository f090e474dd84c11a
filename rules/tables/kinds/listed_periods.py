"""The days on which a code is on a list: the list's own days for the code, or else the days of its releases."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeAlias

from rules.tables.released_table import CodedRelease, ReleasedTable

Period: TypeAlias = tuple[date, date]
"""The first and last day; `date.max` where no end is known."""


def listed_periods(table: ReleasedTable[CodedRelease], code: str) -> tuple[Period, ...]:
    """The days of the releases that have the code, for a list without days of its own; empty if none has it."""
    return _joined((start, end) for release, start, end in table.windows() if release.coded.facts(code))


def dated_periods(table: ReleasedTable[CodedRelease], code: str) -> tuple[Period, ...]:
    """The days that a list gives for the code, each release for the days it answers for; empty if none does."""
    newest = table.releases[0]
    return _joined(
        period
        for release, _, end in table.windows()
        # An open end in the newest release stays open. An older release says nothing about a newer one's days.
        for period in periods_in(release, code, date.max if release is newest else end)
    )


def periods_in(release: CodedRelease, code: str, last: date = date.max) -> Iterator[Period]:
    """The days that one release gives for the code, up to a last one; an open start is the release's first day."""
    for fact in release.coded.facts(code):
        start = release.manifest.in_force_from if fact[0] is None else date.fromisoformat(fact[0])
        end = last if fact[1] is None else min(last, date.fromisoformat(fact[1]))
        if start <= end:
            yield start, end


def _joined(periods: Iterable[Period]) -> tuple[Period, ...]:
    joined: list[Period] = []
    for start, end in sorted(periods):
        if joined and start.toordinal() <= joined[-1][1].toordinal() + 1:
            first, last = joined.pop()
            start, end = first, max(last, end)
        joined.append((start, end))
    return tuple(joined)

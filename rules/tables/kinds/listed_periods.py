"""When a code was on a list is told by the list, code by code, or else by which of its releases have the code."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeAlias

from rules.tables.released_table import CodedRelease, ReleasedTable

Period: TypeAlias = tuple[date, date]
"""The first and the last day; `date.max` where no end is known."""


def listed_periods(table: ReleasedTable[CodedRelease], code: str) -> tuple[Period, ...]:
    """The days of the releases that have the code, of a list that says nothing of days itself; empty where none has."""
    return _joined((start, end) for release, start, end in table.windows() if release.coded.facts(code))


def told_periods(table: ReleasedTable[CodedRelease], code: str) -> tuple[Period, ...]:
    """The days that a list tells of the code, each release for the days that it answers for; empty where none does."""
    newest = table.releases[0]
    return _joined(
        period
        for release, _, end in table.windows()
        # What the newest release leaves open goes on; what an older one does is for the newer one to say.
        for period in told_by(release, code, date.max if release is newest else end)
    )


def told_by(release: CodedRelease, code: str, last: date = date.max) -> Iterator[Period]:
    """The days that one release tells of the code up to a last one; without a first day, since the release answers."""
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

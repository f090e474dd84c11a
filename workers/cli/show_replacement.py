"""Shows what a replaced release of a code table changes for claims that were checked with the one before."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from rules.tables.diff_releases import Difference, diff_releases
from rules.tables.error import TableError
from rules.tables.folder_index import BEFORE
from rules.tables.manifest import Manifest
from schemas.value import value
from workers.cli.edits_of_table import edits_of_table

MARKS: Final = {"added": "+", "removed": "-", "changed": "~"}
_SHOWN: Final = 10
_MOST: Final = 10_000
"""Differences that JSON has at most, so that two unlike lists of millions of pairs do not fill the memory."""


@value
class _Replacement:
    """The differences between a release and the one of its name that it replaced."""

    counts: Counter[str]
    past: int
    """How many of them are for dates before the load."""
    first: tuple[Difference, ...]
    """The first of them, at most 10,000."""

    @property
    def total(self) -> int:
        """How many there are."""
        return self.counts.total()


def replacement_form(folder: Path, manifest: Manifest) -> dict[str, Any] | None:
    """What a load changed about the release of its name, with its differences; None if it replaced none."""
    if manifest.replaces is None:
        return None
    found = _compared(folder, manifest)
    return {
        "release": f"{manifest.release}{BEFORE}",
        **({} if found is None else {change: found.counts[change] for change in MARKS}),
        "for_past_dates": None if found is None else found.past,
        "differences": None if found is None else [difference_form(each) for each in found.first],
        "edits": list(edits_of_table(manifest.kind)),
    }


def replacement_lines(folder: Path, manifest: Manifest) -> Iterator[str]:
    """The same for a person, with the first differences; nothing if the load replaced no release."""
    if manifest.replaces is None:
        return
    kind, release, old = manifest.kind, manifest.release, f"{manifest.release}{BEFORE}"
    found = _compared(folder, manifest)
    if found is None:
        yield "notes and sets cannot be compared code by code"
    elif not found.total:
        yield "no code differs"
        return
    else:
        counts = ", ".join(f"{found.counts[change]:,} {change}" for change in MARKS)
        yield f"{counts}; {found.past:,} of them for dates before today"
        for each in found.first[:_SHOWN]:
            yield f"  {difference_line(each)}"
        if found.total > _SHOWN:
            yield f"  and {found.total - _SHOWN:,} more: claims-worker codes diff {kind} '{old}' '{release}'"
    yield f"edits that use the table: {' '.join(edits_of_table(kind)) or 'none'}"
    if manifest.in_force_from < manifest.loaded_at.date():
        yield "to see which claims it changes:"
        yield f"  claims-worker edits impact '{kind}={old}' now ENCOUNTERS.jsonl"


def difference_form(found: Difference) -> dict[str, Any]:
    """A difference in JSON values."""
    return {"change": found.change, "code": found.code, "old": list(found.old), "new": list(found.new)}


def difference_line(found: Difference) -> str:
    """A difference for a person, such as `~ J1885  2 1 → 8 1`."""

    def words(facts: tuple[tuple[Any, ...], ...]) -> str:
        return "; ".join(" ".join("–" if part is None else str(part) for part in fact) for fact in facts)

    said = {
        "added": words(found.new),
        "removed": words(found.old),
        "changed": f"{words(found.old)} → {words(found.new)}",
    }[found.change]
    return f"{MARKS[found.change]} {found.code}  {said}".rstrip()


def _compared(folder: Path, manifest: Manifest) -> _Replacement | None:
    """None if the table has no rows to compare."""
    today = manifest.loaded_at.date()
    begun = manifest.in_force_from < today
    counts: Counter[str] = Counter()
    past, first = 0, list[Difference]()
    try:
        for each in diff_releases(folder, manifest.kind, f"{manifest.release}{BEFORE}", manifest.release):
            counts[each.change] += 1
            past += begun and each.reaches_back(today)
            if len(first) < _MOST:
                first.append(each)
    except TableError:
        return None
    return _Replacement(counts=counts, past=past, first=tuple(first))

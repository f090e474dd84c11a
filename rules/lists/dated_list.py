"""A small list of codes with the dates on which each is in force, kept as data beside the edits that use it.

A list is a TOML file in this folder: a `title`, a `source`, and one `[[span]]` for each group of codes with the same
dates. It belongs to the catalog and is versioned with it: it is not a code table, and no edit waits for it.
"""

import datetime as dt
import tomllib
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from schemas.value import value

LISTS_DIR: Final = Path(__file__).parent
_KEYS: Final = frozenset(("codes", "from", "through", "note"))


class ListError(Exception):
    """A list cannot be used; the text names the file and what is wrong in it."""


@value
class Span:
    """Codes that are in force on the same dates."""

    codes: tuple[str, ...]
    start: dt.date = dt.date.min
    end: dt.date = dt.date.max
    note: str = ""


@value
class DatedList:
    """The codes of one list, in spans of dates."""

    name: str
    title: str
    source: str
    spans: tuple[Span, ...]

    def on(self, date: dt.date) -> frozenset[str]:
        """The codes in force on a date."""
        return frozenset(code for span in self.spans if span.start <= date <= span.end for code in span.codes)

    def has(self, code: str | None, date: dt.date) -> bool:
        """Whether a code is in force on a date."""
        for span in self.spans:  # noqa: SIM110 - a generator costs more than the rest
            if code in span.codes and span.start <= date <= span.end:
                return True
        return False

    def spans_of(self, code: str) -> tuple[Span, ...]:
        """The spans that hold a code; empty if it was never on the list."""
        return tuple(span for span in self.spans if code in span.codes)


@value
class DatedPairs:
    """A list whose spans are groups: any two codes of one group are a pair."""

    listed: DatedList

    def on(self, date: dt.date) -> frozenset[frozenset[str]]:
        """The pairs in force on a date."""
        spans = (span for span in self.listed.spans if span.start <= date <= span.end)
        return frozenset(frozenset(pair) for span in spans for pair in combinations(span.codes, 2))


@value
class OnOtherDate:
    """A list that an edit looks up itself, on another date than the claim's last day of service."""

    listed: DatedList

    def on(self, date: dt.date) -> DatedList:
        """The list, whatever the date."""
        return self.listed


def spans_of(listed: DatedList | DatedPairs | OnOtherDate) -> tuple[Span, ...]:
    """The spans of what `on` depends on: none for a list that the edit itself looks up."""
    if isinstance(listed, OnOtherDate):
        return ()
    return listed.listed.spans if isinstance(listed, DatedPairs) else listed.spans


def dated_list(name: str) -> DatedList:
    """The list of a file in `rules/lists`, named without `.toml`.

    Raises:
        ListError: the file is missing, or holds anything but a title, a source and spans of codes.
    """
    path = LISTS_DIR / f"{name}.toml"
    try:
        form = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ListError(f"{path.name}: {error}") from error
    if set(form) != {"title", "source", "span"}:
        raise ListError(f"{path.name}: must hold title, source and [[span]], not {', '.join(sorted(form))}")
    spans = tuple(_span(path, span) for span in form["span"])
    return DatedList(name=name, title=form["title"], source=form["source"], spans=spans)


def _span(path: Path, form: Mapping[str, Any]) -> Span:
    if unknown := set(form) - _KEYS:
        raise ListError(f"{path.name}: unknown key {', '.join(sorted(unknown))}")
    codes = tuple(form.get("codes", "").split())
    start, end = form.get("from", dt.date.min), form.get("through", dt.date.max)
    if not codes or len(set(codes)) != len(codes) or start > end:
        raise ListError(f"{path.name}: a span needs codes, each once, and must not end before it starts")
    return Span(codes=codes, start=start, end=end, note=form.get("note", ""))

"""What judging costs, counted and not timed: lines of Python executed, and entries of the claim's lists looked at.

A search in a tuple (`in`, a slice, `index`) executes no line of Python, so the lists of a claim count what is taken out
of them. The counts of one run are the same on every machine.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from types import FrameType
from typing import Any, Final, TypeVar, cast

from rules.claim.facts import ClaimFacts
from rules.edit import Edit
from rules.engine.engine import Engine, Judgement
from rules.profile import Profile
from schemas.encounter import EncounterEvent
from workers.pipeline.process_encounter import Rulebook, check_encounter

T = TypeVar("T")
_OTHERWISE: Final = "engine"


class Meter:
    """Counts by what is at work: a stage of the pipeline, or an edit by its code."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.at_work = "repair"

    def add(self, count: int = 1) -> None:
        """Count for what is at work."""
        self.counts[self.at_work] += count

    def trace(self, frame: FrameType, event: str, argument: Any) -> Any:
        """Count a line, a call or a return, as `sys.settrace` reports it."""
        self.counts[self.at_work] += 1
        return self.trace


class CountedList(tuple[Any, ...]):
    """A list of a claim that counts the entries that are taken out of it or compared."""

    meter: Meter

    def __iter__(self) -> Iterator[Any]:
        for item in super().__iter__():
            self.meter.add()
            yield item

    def __getitem__(self, at: Any) -> Any:
        found = super().__getitem__(at)
        if not isinstance(at, slice):
            self.meter.add()
            return found
        self.meter.add(len(found))
        return counted_list(found, self.meter)

    def __contains__(self, item: object) -> bool:
        return any(item is each or item == each for each in self)

    def index(self, item: object, *bounds: Any) -> int:
        """Where an item is."""
        found = super().index(item, *bounds)
        self.meter.add(found)
        return found


def counted_list(items: tuple[Any, ...], meter: Meter) -> CountedList:
    """The same items in a list that counts."""
    made = CountedList(items)
    made.meter = meter
    return made


def counted(part: T, meter: Meter) -> T:
    """The same value with lists that count, in all of its records."""
    made: T = part
    if isinstance(part, tuple) and type(part) in (tuple, CountedList):
        made = cast(T, counted_list(tuple(counted(item, meter) for item in tuple.__iter__(part)), meter))
    elif is_dataclass(part) and not isinstance(part, type) and type(part).__module__ == EncounterEvent.__module__:
        made = cast(
            T, replace(part, **{field.name: counted(getattr(part, field.name), meter) for field in fields(part)})
        )
    return made


_LISTS_OF_A_CLAIM: Final = ("diagnoses", "procedures", "all_lines", "lines", "coverages", "providers", "ncci_pairs")


class _CountingEngine(Engine):
    """An engine whose edits look at lists that count."""

    def __init__(self, catalogue: dict[str, Edit], meter: Meter) -> None:
        super().__init__({code: replace(edit, check=_metered(edit, meter)) for code, edit in catalogue.items()})
        self._meter = meter

    def judge(self, claim: ClaimFacts, profile: Profile) -> Judgement:
        """As an engine does."""
        self._meter.at_work = "counting"
        lists: dict[str, Any] = {name: counted_list(getattr(claim, name), self._meter) for name in _LISTS_OF_A_CLAIM}
        texts = replace(
            claim.texts,
            texts=counted_list(claim.texts.texts, self._meter),
            addresses=counted_list(claim.texts.addresses, self._meter),
        )
        counting = replace(claim, texts=texts, **lists)
        self._meter.at_work = _OTHERWISE
        return super().judge(counting, profile)


def _metered(edit: Edit, meter: Meter) -> Callable[..., Any]:
    def check(*about: Any, **lists: Any) -> Any:
        meter.at_work = edit.code
        try:
            return edit.check(*about, **lists)
        finally:
            meter.at_work = _OTHERWISE

    return check


def cost(event: EncounterEvent, rulebook: Rulebook, catalogue: dict[str, Edit]) -> Counter[str]:
    """What judging an event costs, by stage and by edit.

    Args:
        event: the event.
        rulebook: what it is judged by; its engine is replaced by one that counts.
        catalogue: the edits.
    """
    meter = Meter()
    counting = replace(rulebook, engine=_CountingEngine(catalogue, meter))
    check_encounter(event, counting)  # what is kept for the next event of this kind is no cost of this one
    event = counted(event, meter)
    meter.counts.clear()
    meter.at_work = "repair"
    following = {"repair": "build claim", "enrich": _OTHERWISE, "edit": "outcome", "build": "after"}

    def mark(stage: str) -> None:
        meter.at_work = following[stage]

    traced(lambda: check_encounter(event, counting, mark=mark), meter)
    del meter.counts["counting"]
    return meter.counts


def traced(work: Callable[[], T], meter: Meter) -> T:
    """Do some work and count the lines of Python that it executes."""
    before = sys.gettrace()
    sys.settrace(meter.trace)
    try:
        return work()
    finally:
        sys.settrace(before)

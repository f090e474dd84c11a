"""What the checks of edits cost on claims on which they find nothing, which is nearly every claim."""

import sys
import time
from collections.abc import Iterator, Mapping
from types import FrameType
from typing import Any, Final, TypeAlias

from rules.catalog import load_catalogue
from rules.edit import Found, Problem
from rules.engine.plan import Check, Plans
from rules.repairs.repair_event import repair_event
from schemas.json_form import read_encounter
from tests.corpus.corpus import corpus
from tests.golden.judge_samples import shipped_rulebook
from workers.pipeline.process_encounter import claim_of

Call: TypeAlias = tuple[Check, tuple[Any, ...]]

EVERY: Final = 6
"""One of so many encounters of the clean corpus is enough to see what a check costs."""
ROUNDS: Final = 5


def silent_calls() -> tuple[int, Mapping[str, list[Call]]]:
    """How many claims there are, and by edit the calls of its check that find nothing on them."""
    book = shipped_rulebook()
    plans = Plans(tuple(load_catalogue().values()))
    forms = [form for _, form in corpus()][::EVERY]
    calls: dict[str, list[Call]] = {}
    for form in forms:
        event = read_encounter(form)
        profile = book.profiles.choose(event)
        claim = claim_of(repair_event(event, profile.repairs), book, profile, None)
        on_claim, on_things = plans.plan_for(claim, profile).work_for(claim)
        of_claim = [(edit.code, (check, (claim,))) for edit, check in on_claim]
        of_things = [
            (edit.code, (check, (thing, claim)))
            for things, edits in on_things
            for thing in things(claim)
            for edit, check in edits
        ]
        for code, call in (*of_claim, *of_things):
            if not _found(call):  # also does what is done once, such as reading a page of a table
                calls.setdefault(code, []).append(call)
    return len(forms), calls


def _found(call: Call) -> tuple[Problem, ...]:
    check, given = call
    found: Found = check(*given)
    return () if found is None else (found,) if isinstance(found, Problem) else tuple(found)


def steps_of(call: Call) -> int:
    """The instructions of Python that a call executes: the same number on every machine."""
    steps = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal steps
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        steps += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        _found(call)
    finally:
        sys.settrace(before)
    return steps


def nanoseconds() -> Iterator[tuple[str, float, float]]:
    """Each edit with the CPU time of a silent call, and its calls a claim; dearest for a claim first."""
    claims, calls = silent_calls()
    spent = {code: min(_seconds(each) for _ in range(ROUNDS)) for code, each in calls.items()}
    for code in sorted(spent, key=lambda code: -spent[code]):
        yield code, spent[code] / len(calls[code]) * 1e9, len(calls[code]) / claims


def _seconds(calls: list[Call]) -> float:
    begun = time.process_time()
    for call in calls:
        _found(call)
    return time.process_time() - begun

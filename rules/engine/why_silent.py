"""Says why an edit found nothing on a claim: what kept it from running, or the condition that was not met.

The condition of a check is not written down a second time: the check is run once more with a trace, and the last
condition that it decided is read from its own code, with the values that the condition looked at.
"""

import ast
import datetime as dt
import inspect
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Any, Final, TypeAlias

from rules.claim.facts import ClaimFacts
from rules.edit import Edit, Problem
from rules.engine.occasions import OCCASIONS, occasions_of
from rules.engine.plan import THINGS, bound_check, not_run_because
from rules.profile import Profile
from rules.texts.kind_of_text import kind_of_text
from schemas.person_fields import is_of_a_person
from schemas.value import value

_MOST_THINGS: Final = 200
_MOST_TEXT: Final = 20
_MOST_VALUES: Final = 6
_MOST_CONDITION: Final = 160

_OCCASIONS: Final[Mapping[str, str]] = {
    "waivers": "waived edits",
    "dates": "claim dates",
    "death": "date of death",
    "texts": "text that cannot certainly be sent",
    "reported-repairs": "repairs that are only reported",
    "prior-payer": "payer before the billed one",
    "several-payers": "second payer",
    "decisions": "adjudication of another payer",
    "unknown-diagnosis": "diagnosis that the table does not have",
    "flagged-diagnosis": "diagnosis with flags of the code editor",
    "ncci-pairs": "pair of codes in NCCI",
    "modifiers": "modifier",
    "attachments": "attachment",
    "ambulance": "ambulance transport",
    "ndc": "NDC",
}


@value
class Silence:
    """Why an edit found nothing."""

    edit: str
    """Its code."""
    because: str
    """`for institutional claims only`, `the claim has no accident`, or a condition and how it came out."""
    at: str | None = None
    """The part of the event at which the check came furthest, such as `diagnoses[0]`; None for the whole claim."""
    values: tuple[tuple[str, str], ...] = ()
    """What the condition looked at, by its name in the code. Nothing that could identify a person."""


@value
class _Condition:
    """A condition in the code of a check."""

    first: int
    """First line of the statement that decides it."""
    last: int
    """Last line of the condition."""
    held_on: range
    """The lines that run next if it holds."""
    returned: bool | None
    """For a conditional return: whether the condition holds where nothing is returned."""
    words: str
    looks_at: tuple[str, ...]
    """Names and attributes in it, as expressions."""


_Last: TypeAlias = tuple[_Condition, bool, tuple[tuple[str, str], ...]]


def why_silent(edit: Edit, claim: ClaimFacts, profile: Profile) -> Silence:
    """Why an edit found nothing on a claim; meant for an edit whose tables are open."""
    kept_out = not_run_because(edit, claim, profile)
    if kept_out is not None:
        return Silence(edit=edit.code, because=kept_out)
    if edit.occasion is not None and not occasions_of(claim)[OCCASIONS.index(edit.occasion)]:
        return Silence(edit=edit.code, because=f"the claim has no {_OCCASIONS.get(edit.occasion, edit.occasion)}")
    check = bound_check(edit.check, edit, claim.encounter.service_through)
    if edit.subject == "claim":
        runs: list[tuple[str | None, tuple[Any, ...]]] = [(None, (claim,))]
    else:
        things = THINGS[edit.subject](claim)
        runs = [(getattr(thing, "path", None), (thing, claim)) for thing in islice(things, _MOST_THINGS)]
    if not runs:
        return Silence(edit=edit.code, because=f"the claim has no {edit.subject.replace('every_line', 'line')}")
    persons = frozenset(_of_persons(claim.encounter))
    conditions = _conditions(inspect.getsourcefile(check) or "")
    furthest, at = _Trace(conditions, persons), None
    for path, given in runs:
        trace = _Trace(conditions, persons)
        if trace.run(check, given):
            return Silence(edit=edit.code, because="another finding explains what it found", at=path)
        if trace.steps > furthest.steps:
            furthest, at = trace, path
    if furthest.last is None:
        return Silence(edit=edit.code, because="its condition is not met", at=at)
    condition, held, values = furthest.last
    return Silence(edit=edit.code, because=f"`{condition.words}` is {str(held).lower()}", at=at, values=values)


class _Trace:
    """Runs a check and keeps the last condition that it decided."""

    def __init__(self, conditions: Mapping[int, _Condition], persons: frozenset[str]) -> None:
        self.steps = 0
        self.last: _Last | None = None
        self._conditions = conditions
        self._persons = persons
        self._pending: tuple[_Condition, FrameType, tuple[tuple[str, str], ...]] | None = None

    def run(self, check: Any, given: tuple[Any, ...]) -> bool:
        """Whether the check finds anything."""
        file = check.__code__.co_filename

        def enter(frame: FrameType, event: str, _: Any) -> Any:
            return self._step if frame.f_code.co_filename == file else None

        before = sys.gettrace()
        sys.settrace(enter)
        try:
            found = check(*given)
            # A generator runs while it is read.
            return isinstance(found, Problem) or (found is not None and next(iter(found), None) is not None)
        finally:
            sys.settrace(before)

    def _step(self, frame: FrameType, event: str, _: Any) -> Any:
        if self._pending is not None and self._pending[1] is frame and event in ("line", "return"):
            condition, _, values = self._pending
            held = condition.returned
            if held is None:
                held = event == "line" and frame.f_lineno in condition.held_on
            if event == "return" or not condition.first <= frame.f_lineno <= condition.last:
                self.last, self._pending = (condition, held, values), None
        if event == "line":
            self.steps += 1
            begun = self._conditions.get(frame.f_lineno)
            if begun is not None and self._pending is None:
                self._pending = begun, frame, tuple(self._values(begun, frame))
        return self._step

    def _values(self, condition: _Condition, frame: FrameType) -> Iterator[tuple[str, str]]:
        for name in condition.looks_at:
            try:
                found = eval(name, frame.f_globals, dict(frame.f_locals))
            except Exception:  # noqa: BLE001 - a name that is bound inside the condition has no value outside
                continue
            shown = _shown(found, self._persons)
            if shown is not None:
                yield name, shown


def _conditions(file: str) -> Mapping[int, _Condition]:
    """The conditions in a file, by each line on which one begins to be decided."""
    found: dict[int, _Condition] = {}
    test: ast.expr
    for node in ast.walk(ast.parse(Path(file).read_text(encoding="utf-8"))):
        returned: bool | None
        if isinstance(node, ast.If):
            test, held_on, returned = node.test, range(node.body[0].lineno, (node.body[-1].end_lineno or 0) + 1), None
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.IfExp):
            test, held_on = node.value.test, range(0)
            returned = isinstance(node.value.body, ast.Constant) and node.value.body.value is None
        else:
            continue
        words = ast.unparse(test)
        condition = _Condition(
            first=node.lineno,
            last=test.end_lineno or node.lineno,
            held_on=held_on,
            returned=returned,
            words=words if len(words) <= _MOST_CONDITION else f"{words[:_MOST_CONDITION]}…",
            looks_at=tuple(dict.fromkeys(_names(test)))[:_MOST_VALUES],
        )
        found.setdefault(node.lineno, condition)
    return found


def _names(node: ast.AST) -> Iterator[str]:
    """The names and the chains of attributes in an expression, but not what it calls."""
    if isinstance(node, ast.Name) or (isinstance(node, ast.Attribute) and _is_chain(node)):
        yield ast.unparse(node)
        return
    if isinstance(node, ast.Call):
        # Of `line.modifiers.isdisjoint(…)` the list is looked at, and not the method.
        if isinstance(node.func, ast.Attribute):
            yield from _names(node.func.value)
        for given in (*node.args, *(keyword.value for keyword in node.keywords)):
            yield from _names(given)
        return
    for part in ast.iter_child_nodes(node):
        yield from _names(part)


def _is_chain(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) or (isinstance(node, ast.Attribute) and _is_chain(node.value))


def _shown(found: object, persons: frozenset[str]) -> str | None:
    """A value as it may be shown; None for what says nothing, such as a class."""
    if found is None or isinstance(found, bool | int):
        return str(found).lower() if isinstance(found, bool) else "absent" if found is None else str(found)
    if isinstance(found, str | Decimal | dt.date):
        text = str(found)
        if text in persons or text.casefold() in persons:
            return kind_of_text(text)
        return (text or "empty") if len(text) <= _MOST_TEXT else kind_of_text(text)
    if isinstance(found, tuple | list | frozenset | set | dict):
        return f"{len(found)} entries" if len(found) != 1 else "1 entry"
    return None if callable(found) else "present"


def _of_persons(part: Any, path: str = "", *, marked: bool = False) -> Iterator[str]:
    """The texts and dates of an event that identify a person, also in lower case."""
    if is_dataclass(part) and not isinstance(part, type):
        for field in fields(part):
            inner = f"{path}.{field.name}" if path else field.name
            yield from _of_persons(getattr(part, field.name), inner, marked=marked or is_of_a_person(inner))
    elif isinstance(part, tuple):
        for each in part:
            yield from _of_persons(each, path, marked=marked)
    elif marked and isinstance(part, str | dt.date | Decimal):
        yield str(part)
        yield str(part).casefold()

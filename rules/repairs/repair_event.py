"""Normalizes the values of an event, and lists every field that changed or was derived."""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass, replace
from functools import cache
from typing import Any, Final, TypeAlias, get_args, get_origin

from rules.repairs.catalog import REPAIR_CODES
from rules.repairs.claim_id import claim_id, derived_control_number
from rules.repairs.fields import Condition, Rewrite, rewrites_of
from rules.repairs.repair import RepairMode
from rules.repairs.repaired import Repaired
from rules.repairs.texts_are_plain import texts_are_plain
from schemas.encounter import EncounterEvent
from schemas.finding import Repair
from schemas.path import join_path
from schemas.records import bare_type, field_types, wire_name

Modes: TypeAlias = Mapping[str, RepairMode]
_Trail: TypeAlias = tuple[Any, str | int] | None
"""Where a part is: the trail of what holds it, and its name or index. It becomes a path only if one is needed."""


class _Done:
    """What was done, in the order of the event: repair code, path, whether it was applied."""

    __slots__ = ("_holder", "_prefix", "entries")

    def __init__(self) -> None:
        self.entries: list[tuple[str, str, bool]] = []
        self._holder: Any = self
        self._prefix = ""

    def note(self, code: str, trail: tuple[Any, str | int], applied: bool) -> None:
        """List a repair; the path of the record is made once for all of its fields."""
        holder, step = trail
        if holder is not self._holder:
            self._holder, self._prefix = holder, _path(holder)
        name = f"[{step}]" if isinstance(step, int) else step
        self.entries.append((code, join_path(self._prefix, name) if self._prefix else name, applied))


_Step: TypeAlias = Callable[[Any, Any, Modes, _Done, Any], Any]
"""(the part, the record that holds it, modes, what was done, trail) → the part, repaired."""

# Texts like these need no repair in any field. One match spares most texts all others.
_CERTAINLY_GOOD: Final = re.compile(r"[0-9A-Z]+(?: [0-9A-Z]+)*")
_CERTAINLY_GOOD_NUMBER: Final = re.compile(r"[02-9][0-9A-Z]*|[0-9A-Z]{1,10}")
_NUMBERS: Final = frozenset(("R104", "R105", "R106", "R107", "R108", "R109"))
_CERTAINLY_GOOD_TEXT: Final = re.compile(r"[!-~]+(?: [!-~]+)*")


def repair_event(event: EncounterEvent, modes: Modes) -> Repaired:
    """The event with normalized values and derived numbers.

    Args:
        event: as sent.
        modes: the profile's modes by repair code; a repair that is left out is applied.
    """
    log = _Done()
    done = log.entries
    plain = not event.waived_edits and texts_are_plain(event)
    repaired: EncounterEvent = event if plain else _record_step(EncounterEvent)(event, None, modes, log, None)
    claim = claim_id(event)
    derived = ""
    own_number = repaired.patient_control_number
    if own_number is None or not own_number.strip():
        own_number = derived = derived_control_number(claim)
        done.append(("R111", "patient_control_number", True))
    lines = repaired.service_lines
    numbers = tuple(line.line_number for line in lines)
    if lines and not any(numbers):
        numbers = tuple(range(1, len(lines) + 1))
        done += [("R112", f"service_lines[{index}].line_number", True) for index in range(len(lines))]
    controls = []
    for index, line in enumerate(lines):
        control = line.control_number
        if control is None or not control.strip():
            derived = derived or derived_control_number(claim)
            control = f"{derived}{numbers[index]:03d}"
            done.append(("R113", f"service_lines[{index}].control_number", True))
        controls.append(control)
    if repaired is not event or len(done) > 1:
        done.sort(key=lambda one: REPAIR_CODES[one[0]])  # of one code they are in the order of the event already
    return Repaired(
        event=repaired,
        plain=plain,
        repairs=tuple(Repair(repair=code, field=path) for code, path, applied in done if applied),
        reported=tuple((code, path) for code, path, applied in done if not applied),
        claim_id=claim,
        patient_control_number=own_number,
        line_numbers=numbers,
        line_control_numbers=tuple(controls),
    )


def _make_record_step(cls: type[Any]) -> _Step:
    """Repairs every field of a record; returns the same record if nothing changed."""
    steps = [
        (name, wire_name(name), *made)
        for name, hint in field_types(cls).items()
        if (made := _field_step(cls, name, hint))
    ]

    def repair(part: Any, holder: Any, modes: Modes, done: _Done, trail: _Trail) -> Any:
        changes: dict[str, Any] | None = None
        for name, wire, is_good, step in steps:
            sent = getattr(part, name)
            if sent is None or (is_good is not None and is_good(sent)):
                continue
            rewritten = step(sent, part, modes, done, (trail, wire))
            if rewritten is not sent:
                changes = changes or {}
                changes[name] = rewritten
        return part if changes is None else replace(part, **changes)

    return repair


_record_step: Callable[[Any], _Step] = cache(_make_record_step)


_IsGood: TypeAlias = Callable[[Any], Any] | None
"""Tells whether a part certainly needs no repair; None if only the step can tell."""


def _field_step(cls: type[Any], name: str, hint: Any) -> tuple[_IsGood, _Step] | None:
    if is_dataclass(hint) and isinstance(hint, type):
        return None, _record_step(hint)
    if hint is str:
        return _text_step(rewrites_of(cls, name), nullable=type(None) in get_args(cls.__annotations__[name]))
    if get_origin(hint) is tuple:
        item = bare_type(get_args(hint)[0])
        if is_dataclass(item):
            return operator.not_, _items_step(None, _record_step(item))
        if item is str and (made := _text_step(rewrites_of(cls, name), nullable=False)) is not None:
            return operator.not_, _items_step(*made)
    return None


def _items_step(is_good: _IsGood, each: _Step) -> _Step:
    def repair(part: Any, holder: Any, modes: Modes, done: _Done, trail: _Trail) -> Any:
        rewritten = [
            item if is_good is not None and is_good(item) else each(item, holder, modes, done, (trail, index))
            for index, item in enumerate(part)
        ]
        return part if all(map(operator.is_, rewritten, part)) else tuple(rewritten)

    return repair


def _text_step(
    rewrites: tuple[tuple[Rewrite, Condition | None], ...], *, nullable: bool
) -> tuple[_IsGood, _Step] | None:
    if not rewrites:
        return None
    codes = {code for (code, _), _ in rewrites}
    good = _CERTAINLY_GOOD_TEXT if codes <= {"R101", "R110"} else _CERTAINLY_GOOD
    if codes & _NUMBERS:
        good = _CERTAINLY_GOOD_NUMBER

    def repair(sent: Any, holder: Any, modes: Modes, done: _Done, trail: Any) -> Any:
        text = sent
        for (code, rewrite), condition in rewrites:
            if condition is not None and not condition(holder):
                continue
            rewritten = rewrite(text)
            if rewritten == text and not (code == "R101" and nullable and not text):
                continue
            mode = modes.get(code, "apply")
            if mode == "off":
                continue
            done.note(code, trail, mode == "apply")
            if mode == "apply":
                text = rewritten
                if nullable and not text:
                    return None
        return text

    return good.fullmatch, repair


def _path(trail: _Trail) -> str:
    """The path of a trail."""
    path = ""
    while trail is not None:
        trail, step = trail
        path = join_path(f"[{step}]" if isinstance(step, int) else step, path)
    return path

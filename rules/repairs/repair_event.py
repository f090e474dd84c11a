"""Normalizes the values of an event, and lists every field that changed or was derived."""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from functools import lru_cache
from typing import Any, Final, TypeAlias, get_args, get_origin

from rules.repairs.catalog import REPAIR_CODES
from rules.repairs.claim_id import claim_id, derived_control_number
from rules.repairs.fields import rewrites_of
from rules.repairs.plain_providers import is_plain
from rules.repairs.repair import RepairMode
from rules.repairs.repaired import Repaired
from rules.repairs.text_heaps import ALL_HEAPS, heaps_with
from rules.repairs.texts_are_plain import suspect_heaps
from schemas.encounter import EncounterEvent, Provider
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
    suspects = suspect_heaps(event)
    # The texts of waivers are on no heap, because they do not go to the payer.
    walked = ALL_HEAPS if event.waived_edits else suspects
    repaired: EncounterEvent = _record_step(EncounterEvent, walked)(event, None, modes, log, None) if walked else event
    claim = claim_id(event)
    derived = ""
    own_number = repaired.patient_control_number
    if own_number is None or not own_number.strip():
        own_number = derived = derived_control_number(claim)
        done.append(("R111", "patient_control_number", True))
    lines = repaired.service_lines
    numbers = [line.line_number for line in lines]
    if lines and not any(numbers):
        numbers = list(range(1, len(lines) + 1))
        done += [("R112", f"service_lines[{index}].line_number", True) for index in range(len(lines))]
    controls: list[str] = []
    for index, line in enumerate(lines):
        control = line.control_number
        if control is None or not control.strip():
            derived = derived or derived_control_number(claim)
            control = f"{derived}{numbers[index]:03d}"
            done.append(("R113", f"service_lines[{index}].control_number", True))
        controls.append(control)
    if repaired is not event or len(done) > 1:
        done.sort(key=_place_of_code)  # of one code they are in the order of the event already
    return Repaired(
        event=repaired,
        plain=not suspects or (repaired is not event and not suspect_heaps(repaired, suspects)),
        repairs=tuple([_repair(code, path) for code, path, applied in done if applied]),
        reported=tuple([(code, path) for code, path, applied in done if not applied]),
        claim_id=claim,
        patient_control_number=own_number,
        line_numbers=tuple(numbers),
        line_control_numbers=tuple(controls),
    )


def _place_of_code(done: tuple[str, str, bool]) -> int:
    return REPAIR_CODES[done[0]]


@lru_cache(maxsize=4096)
def _repair(code: str, path: str) -> Repair:
    """A repair in an outcome: events repeat the same few."""
    return Repair(repair=code, field=path)


def _make_record_step(cls: type[Any], suspects: int) -> _Step | None:
    """Repairs the fields of a record that are on suspect heaps; returns the same record if nothing changed.

    None if the record has no such field.
    """
    steps = [
        (name, wire_name(name), *made)
        for name, hint in field_types(cls).items()
        if (made := _field_step(cls, name, hint, suspects))
    ]
    if not steps:
        return None
    names = tuple(field_types(cls))
    values = operator.attrgetter(*names)

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
        # As `replace`, which takes three times as long.
        return part if changes is None else cls(**(dict(zip(names, values(part), strict=True)) | changes))

    return repair


_record_step: Callable[[Any, int], Any] = lru_cache(maxsize=4096)(_make_record_step)
"""Which texts are suspect is the sender's choice, so not all combinations are kept."""


_IsGood: TypeAlias = Callable[[Any], Any] | None
"""Tells whether a part certainly needs no repair; None if only the step can tell."""


def _field_step(cls: type[Any], name: str, hint: Any, suspects: int) -> tuple[_IsGood, _Step] | None:
    is_good = is_plain if hint is Provider else None
    if is_dataclass(hint) and isinstance(hint, type):
        record = _record_step(hint, suspects)
        return None if record is None else (is_good, record)
    if hint is str:
        return _text_step(cls, name, suspects, nullable=type(None) in get_args(cls.__annotations__[name]))
    if get_origin(hint) is tuple:
        item = bare_type(get_args(hint)[0])
        if is_dataclass(item):
            record = _record_step(item, suspects)
            return None if record is None else (operator.not_, _items_step(None, record))
        if item is str and (made := _text_step(cls, name, suspects, nullable=False)) is not None:
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


def _text_step(cls: type[Any], name: str, suspects: int, *, nullable: bool) -> tuple[_IsGood, _Step] | None:
    rewrites = rewrites_of(cls, name)
    if not rewrites or not suspects & heaps_with(cls, name):
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

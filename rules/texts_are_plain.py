"""Nearly every text of nearly every event is plain and short: a look at all of them at once spares a look at each.

The functions are made once a class from its fields.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from typing import Any, Final, TypeAlias, get_origin

from rules.regions import US_STATES
from rules.text_fields import TEXT_FIELDS, fields_with_texts, record_in
from schemas import encounter as event
from schemas.records import field_types

_Heaps: TypeAlias = tuple[list[str | None], ...]
_Gather: TypeAlias = Callable[[Any, _Heaps], None]
_Parts: TypeAlias = Callable[[Any], tuple[Any, ...]]

COMMON_CHARACTERS: Final = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,#/&()+-=!?;@%_'\""
)
"""What a certainly good text consists of."""

# Texts are thrown on heaps by the length that each may surely have, and a heap is matched at once, a line a text.
_PLAIN: Final = re.escape("".join(sorted(COMMON_CHARACTERS)))
_PHONE: Final = "[2-9][0-9]{2}[2-9][0-9]{6}"
# The six parts of an address as Python writes them, in quotes; what it would write with an escape is not surely good.
_TEXT: Final = f"""(?:'[{_PLAIN.replace("'", "")}]{{0,MOST}}'|"[{_PLAIN.replace('"', "")}]{{0,MOST}}")"""
_ADDRESS: Final = (
    rf"""\((?=['"][A-Za-z0-9]){_TEXT.replace("MOST", "55")}, (?:None|{_TEXT.replace("MOST", "55")}), """
    rf"""(?=['"][A-Za-z]){_TEXT.replace("MOST", "30")}, """
    rf"""'(?:{"|".join(sorted(US_STATES))})', '[0-9]{{5}}(?:[0-9]{{4}})?', 'US'\)"""
)
_HEAPS: Final[Mapping[str, str]] = {
    "10": f"[{_PLAIN}]{{0,10}}",
    "25": f"[{_PLAIN}]{{0,25}}",
    "50": f"[{_PLAIN}]{{0,50}}",
    "80": f"[{_PLAIN}]{{0,80}}",
    "phone": _PHONE,
    "address": _ADDRESS,
}
"""What a text on each heap looks like if it is certainly good."""
_PLACES: Final = {heap: place for place, heap in enumerate(_HEAPS)}
_MATCHES: Final = tuple(re.compile(f"(?:(?:{good})\n)*+").fullmatch for good in _HEAPS.values())


def texts_are_plain(encounter: event.EncounterEvent) -> bool:
    """Whether every text and address of an event is certainly good: nothing about it can be wrong to an edit of texts.

    Certainly good is a text of common characters and of no more than 50 (80 in a note, 25 or 10 in parts of a name), a
    telephone of the North American plan, an address in the US with all its parts well formed.
    """
    heaps: _Heaps = tuple([] for _ in _HEAPS)
    _gatherer(event.EncounterEvent)(encounter, heaps)
    for heap, matches in zip(heaps, _MATCHES, strict=True):
        texts = list(filter(None, heap))
        if texts:
            texts.append("")
            lines = "\n".join(texts)
            if matches(lines) is None or lines.count("\n") >= len(texts):  # a text with a line end in it makes two
                return False
    return True


def _heap(cls: type[Any], name: str) -> str:
    field = TEXT_FIELDS[cls, name]
    if field.kind == "phone":
        return "phone"
    if field.kind == "free":
        return "80"
    limit = 50 if field.limit is None else field.limit
    return "50" if limit >= 50 else "25" if limit >= 25 else "10"


def _make_gatherer(cls: Any) -> _Gather:
    """Throws every text of a record, and of the records in it, on the heaps."""
    if cls is event.Address:
        parts, place = attrgetter(*fields_with_texts(cls)), _PLACES["address"]
        return lambda part, heaps: heaps[place].append(repr(parts(part)))
    hints = field_types(cls)
    by_heap: dict[int, list[str]] = {}
    inner: dict[str, _Gather] = {}
    for name in fields_with_texts(cls):
        is_list = get_origin(hints[name]) is tuple
        record = record_in(hints[name])
        if record is not None:
            inner[name] = _each(_gatherer(record)) if is_list else _gatherer(record)
        elif is_list:
            inner[name] = _extend(_PLACES[_heap(cls, name)])
        else:
            by_heap.setdefault(_PLACES[_heap(cls, name)], []).append(name)
    own = [(place, _parts(names)) for place, names in by_heap.items()]
    if not inner:
        return _own_gatherer(own)
    held_of, steps = _parts(list(inner)), tuple(inner.values())
    nothing = tuple(() if get_origin(hints[name]) is tuple else None for name in inner)

    def gather(part: Any, heaps: _Heaps) -> None:
        for place, get in own:
            heaps[place].extend(get(part))
        held = held_of(part)
        if held != nothing:
            for step, this in zip(steps, held, strict=True):
                if this:
                    step(this, heaps)

    return gather


_gatherer: Callable[[Any], _Gather] = cache(_make_gatherer)


def _own_gatherer(own: list[tuple[int, _Parts]]) -> _Gather:
    def gather(part: Any, heaps: _Heaps) -> None:
        for place, get in own:
            heaps[place].extend(get(part))

    return gather


def _extend(place: int) -> _Gather:
    return lambda texts, heaps: heaps[place].extend(texts)


def _each(gather: _Gather) -> _Gather:
    def gather_each(items: Any, heaps: _Heaps) -> None:
        for item in items:
            gather(item, heaps)

    return gather_each


def _parts(names: list[str]) -> _Parts:
    """The values of some fields of a record, as a tuple also where it is but one."""
    if len(names) > 1:
        return attrgetter(*names)
    get = attrgetter(names[0])
    return lambda part: (get(part),)

"""Nearly every text of nearly every event is plain and short: a look at all of them at once spares a look at each.

The functions are made once a class from its fields.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from typing import Any, Final, TypeAlias, get_origin

from rules.repairs.fields import mends_of
from rules.texts.fields import TEXT_FIELDS, fields_with_texts, record_in
from rules.texts.regions import US_STATES
from schemas import encounter as event
from schemas.records import field_types

_Heaps: TypeAlias = tuple[list[str | None], ...]
_Gather: TypeAlias = Callable[[Any, _Heaps], None]

COMMON_CHARACTERS: Final = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,#/&()+-=!?;@%_'\""
)
"""What a certainly good text consists of."""

# Texts are thrown on heaps by their sort and the length that each may surely have; a heap is matched at once, a line
# a text.
_SIGNS: Final = re.escape("".join(sorted(COMMON_CHARACTERS - {" "})))


def _spaced(signs: str) -> str:
    """Words of some signs with one blank between them."""
    return f"[{signs}]++(?: [{signs}]++)*+"


def _text(most: int) -> str:
    return f"(?=[^\n]{{1,{most}}}\n){_spaced(_SIGNS)}"


# The six parts of an address as Python writes them, in quotes; what it would write with an escape is not surely good.
def _part(most: int) -> str:
    single, double = _SIGNS.replace("'", ""), _SIGNS.replace('"', "")
    return f"""(?:'(?=[^'\n]{{1,{most}}}'){_spaced(single)}'|"(?=[^"\n]{{1,{most}}}"){_spaced(double)}")"""


_ADDRESS: Final = (
    rf"""\((?=['"][A-Za-z0-9]){_part(55)}, (?:None|{_part(55)}), (?=['"][A-Za-z]){_part(30)}, """
    rf"""'(?:{"|".join(sorted(US_STATES))})', '[0-9]{{5}}(?:[0-9]{{4}})?', 'US'\)"""
)
_HEAPS: Final[Mapping[str, str]] = {
    "text 10": _text(10),
    "text 25": _text(25),
    "text 50": _text(50),
    "text 80": _text(80),
    "code 10": "[0-9A-Z]{1,10}",
    "code 25": "[0-9A-Z]{1,25}",
    "code 50": "[0-9A-Z]{1,50}",
    "phone": "[2-9][0-9]{2}[2-9][0-9]{6}",
    "address": _ADDRESS,
}
"""What a text on each heap looks like if it is certainly good."""
_PLACES: Final = {heap: place for place, heap in enumerate(_HEAPS)}
_MATCHES: Final = tuple(re.compile(f"(?:(?:{good})\n)*+").fullmatch for good in _HEAPS.values())


def texts_are_plain(encounter: event.EncounterEvent) -> bool:
    """Whether every text and address of an event is certainly good: no repair changes it, no edit of texts objects.

    Certainly good is a text of common characters with one blank between words and of no more than 50 (80 in a note, 25
    or 10 in parts of a name), a code or number of digits and capitals, a telephone of the North American plan, an
    address in the US with all its parts well formed.
    """
    heaps: _Heaps = tuple([] for _ in _HEAPS)
    _gatherer(event.EncounterEvent)(encounter, heaps)
    for heap, matches in zip(heaps, _MATCHES, strict=True):
        if "" in heap:
            return False
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
    repairs = {code for (code, _), _ in mends_of(cls, name)}
    limit = 80 if field.kind == "free" else 50 if field.limit is None else field.limit
    if repairs <= {"R101", "R110"}:
        return "text 80" if field.kind == "free" else f"text {_no_more_than(limit)}"
    return f"code {_no_more_than(limit)}"


def _no_more_than(limit: int) -> int:
    return 50 if limit >= 50 else 25 if limit >= 25 else 10


def _make_gatherer(cls: type[Any]) -> _Gather:
    """Throws every text of a record, and of the records in it, on the heaps.

    It is written out as Python writes a dataclass's methods, one plain statement a heap and a record: called for every
    record of every event, a general function that loops over fields costs twice as much.
    """
    if cls is event.Address:
        parts, place = attrgetter(*fields_with_texts(cls)), _PLACES["address"]
        return lambda part, heaps: heaps[place].append(repr(parts(part)))
    hints = field_types(cls)
    by_heap: dict[int, list[str]] = {}
    lines: list[str] = []
    inner: dict[str, _Gather] = {}
    for name in fields_with_texts(cls):
        is_list = get_origin(hints[name]) is tuple
        record = record_in(hints[name])
        if record is not None:
            inner[f"gather_{name}"] = _gatherer(record)
            if is_list:
                lines += [f"for item in part.{name}:", f"    gather_{name}(item, heaps)"]
            else:
                lines += [f"if part.{name} is not None:", f"    gather_{name}(part.{name}, heaps)"]
        elif is_list:
            lines += [f"if part.{name}:", f"    heaps[{_PLACES[_heap(cls, name)]}].extend(part.{name})"]
        else:
            by_heap.setdefault(_PLACES[_heap(cls, name)], []).append(name)
    for place, names in by_heap.items():
        lines.append(f"heaps[{place}].extend(({', '.join(f'part.{name}' for name in names)},))")
    scope: dict[str, Any] = {**inner}
    exec("\n    ".join(("def gather(part, heaps):", *lines)), scope)
    made: _Gather = scope["gather"]
    return made


_gatherer: Callable[[Any], _Gather] = cache(_make_gatherer)

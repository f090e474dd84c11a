"""Nearly every text of an event is plain and short: one match over all of them spares a match for each.

The functions are generated once per class from its fields.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from typing import Any, Final, TypeAlias, get_origin

from rules.repairs.fields import rewrites_of
from rules.texts.fields import TEXT_FIELDS, fields_with_texts, record_in
from rules.texts.regions import US_STATES
from schemas import encounter as event
from schemas.records import field_types

_Heaps: TypeAlias = tuple[list[str | None], ...]
_Gather: TypeAlias = Callable[[Any, _Heaps], None]

COMMON_CHARACTERS: Final = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,#/&()+-=!?;@%_'\""
)
"""The characters of a certainly sendable text."""

# Texts are collected in heaps by their kind and by a length that is certainly allowed. Each heap is matched at once,
# one text per line.
_CHARACTERS: Final = re.escape("".join(sorted(COMMON_CHARACTERS - {" "})))


def _spaced(characters: str) -> str:
    """Words of certain characters, separated by one blank."""
    return f"[{characters}]++(?: [{characters}]++)*+"


def _text(most: int) -> str:
    return f"(?=[^\n]{{1,{most}}}\n){_spaced(_CHARACTERS)}"


# The six parts of an address as Python's repr writes them; what it escapes is not certainly sendable.
def _part(most: int) -> str:
    single, double = _CHARACTERS.replace("'", ""), _CHARACTERS.replace('"', "")
    return f"""(?:'(?=[^'\n]{{1,{most}}}'){_spaced(single)}'|"(?=[^"\n]{{1,{most}}}"){_spaced(double)}")"""


_ADDRESS: Final = (
    rf"""\((?=['"][A-Za-z0-9]){_part(55)}, (?:None|{_part(55)}), (?=['"][A-Za-z]){_part(30)}, """
    rf"""'(?:{"|".join(sorted(US_STATES))})', '(?!0{{5}}|9{{5}})[0-9]{{5}}(?:[0-9]{{4}})?', 'US'\)"""
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
"""The pattern of a certainly sendable text, for each heap."""
_PLACES: Final = {heap: place for place, heap in enumerate(_HEAPS)}
_MATCHES: Final = tuple(re.compile(f"(?:(?:{good})\n)*+").fullmatch for good in _HEAPS.values())


def texts_are_plain(encounter: event.EncounterEvent) -> bool:
    """Whether every text and address of an event is certainly sendable: no repair changes it, no text edit fires.

    Certainly sendable are a text of common characters with single blanks and at most 50 characters (80 in a note, 25 or
    10 in parts of a name), a code or number of digits and capitals, a phone number of the North American plan, and a US
    address with well-formed parts.
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
            if matches(lines) is None or lines.count("\n") >= len(texts):  # a text may have a line break
                return False
    return True


def _heap(cls: type[Any], name: str) -> str:
    field = TEXT_FIELDS[cls, name]
    if field.kind == "phone":
        return "phone"
    repairs = {code for (code, _), _ in rewrites_of(cls, name)}
    limit = 80 if field.kind == "free" else 50 if field.limit is None else field.limit
    if repairs <= {"R101", "R110"}:
        return "text 80" if field.kind == "free" else f"text {_no_more_than(limit)}"
    return f"code {_no_more_than(limit)}"


def _no_more_than(limit: int) -> int:
    return 50 if limit >= 50 else 25 if limit >= 25 else 10


def _make_gatherer(cls: type[Any]) -> _Gather:
    """A function that adds every text of a record, and of the records in it, to the heaps.

    Its source is generated, as for the methods of a dataclass, with one plain statement per heap and record: it runs
    for every record of every event, and a loop over fields would cost twice as much.
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

"""The heaps on which the texts of an event are put, by their kind and by a length that is certainly allowed.

So one test answers for all texts of a heap. Providers have heaps of their own: the same ones come again and again, and
those that are known are left out.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from rules.repairs.fields import rewrites_of
from rules.texts.fields import TEXT_FIELDS
from rules.texts.regions import US_STATES
from schemas import encounter as event
from schemas.value import value

COMMON_CHARACTERS: Final = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,#/&()+-=!?;@%_'\""
)
"""The characters of a certainly sendable text."""

_CODE_CHARACTERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CHARACTERS: Final = re.escape("".join(sorted(COMMON_CHARACTERS - {" "})))


# The six parts of an address as Python's repr writes them; what it escapes is not certainly sendable.
def _part(most: int) -> str:
    single, double = (f"[{_CHARACTERS.replace(quote, '')}]++" for quote in ("'", '"'))
    return rf"""(?:'(?=[^'\n]{{1,{most}}}'){single}(?: {single})*+'|"(?=[^"\n]{{1,{most}}}"){double}(?: {double})*+")"""


_ADDRESS: Final = (
    rf"""\((?=['"][A-Za-z0-9]){_part(55)}, (?:None|{_part(55)}), (?=['"][A-Za-z]){_part(30)}, """
    rf"""'(?:{"|".join(sorted(US_STATES))})', '(?!0{{5}}|9{{5}})[0-9]{{5}}(?:[0-9]{{4}})?', 'US'\)"""
)
_PHONE: Final = "[2-9][0-9]{2}[2-9][0-9]{6}"


@value
class Heap:
    """What a text on a heap may be, to be certainly sendable: words of certain characters, or the form of a pattern."""

    characters: bytes = b""
    most: int = 0
    """The longest text, in characters."""
    pattern: str | None = None


def _text(most: int) -> Heap:
    return Heap(characters="".join(sorted(COMMON_CHARACTERS)).encode(), most=most)


def _code(most: int) -> Heap:
    return Heap(characters=_CODE_CHARACTERS.encode(), most=most)


_OF_PROVIDER: Final = "provider's "
HEAPS: Final[Mapping[str, Heap]] = {
    "text 10": _text(10),
    "text 25": _text(25),
    "text 50": _text(50),
    "text 80": _text(80),
    "code 10": _code(10),
    "code 25": _code(25),
    "code 50": _code(50),
    "phone": Heap(pattern=_PHONE),
    "address": Heap(pattern=_ADDRESS),
    f"{_OF_PROVIDER}text 10": _text(10),
    f"{_OF_PROVIDER}text 25": _text(25),
    f"{_OF_PROVIDER}text 50": _text(50),
    f"{_OF_PROVIDER}code 50": _code(50),
    f"{_OF_PROVIDER}phone": Heap(pattern=_PHONE),
}
PLACES: Final[Mapping[str, int]] = {heap: place for place, heap in enumerate(HEAPS)}
ALL_HEAPS: Final = (1 << len(HEAPS)) - 1
"""Sets of heaps are numbers, with a bit for each: 1 is the first one."""
PROVIDER_HEAPS: Final = sum(1 << PLACES[heap] for heap in HEAPS if heap.startswith(_OF_PROVIDER) or heap == "address")
"""The heaps of the texts of a provider."""


def heap_of(cls: type[Any], name: str) -> int:
    """The place of the heap of a text field."""
    if cls is event.Address:
        return PLACES["address"]
    of = _OF_PROVIDER if cls in (event.Provider, event.ProviderId) else ""
    field = TEXT_FIELDS[cls, name]
    if field.kind == "phone":
        return PLACES[f"{of}phone"]
    repairs = {code for (code, _), _ in rewrites_of(cls, name)}
    limit = 80 if field.kind == "free" else 50 if field.limit is None else field.limit
    if repairs <= {"R101", "R110"}:
        return PLACES["text 80" if field.kind == "free" else f"{of}text {_no_more_than(limit)}"]
    return PLACES[f"{of}code {_no_more_than(limit)}"]


def _no_more_than(limit: int) -> int:
    return 50 if limit >= 50 else 25 if limit >= 25 else 10


def heaps_with(cls: type[Any], name: str) -> int:
    """The heap of a text field as a set; all of them for a text that is on none."""
    return 1 << heap_of(cls, name) if (cls, name) in TEXT_FIELDS else ALL_HEAPS

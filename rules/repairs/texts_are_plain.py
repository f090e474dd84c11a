"""Nearly every text of an event is plain and short: one match over all of a kind spares a match for each."""

import re
from typing import Any, Final

from rules.repairs.gather_texts import gather_encounter_event
from rules.repairs.plain_providers import remember_plain
from rules.repairs.text_heaps import ALL_HEAPS, HEAPS, PROVIDER_HEAPS
from schemas.encounter import EncounterEvent, Provider

_CHARACTERS: Final[tuple[bytes, ...]] = tuple([heap.characters + b"\n" for heap in HEAPS.values()])
_MOST: Final[tuple[int, ...]] = tuple([heap.most for heap in HEAPS.values()])
_MATCHES: Final[tuple[Any, ...]] = tuple(
    [None if heap.pattern is None else re.compile(f"(?:(?:{heap.pattern})\n)*+").fullmatch for heap in HEAPS.values()]
)
"""Matches texts with a line break after each."""


def texts_are_plain(encounter: EncounterEvent) -> bool:
    """Whether every text and address of an event is certainly sendable: no repair changes it, no text edit fires.

    Certainly sendable are a text of common characters with single blanks and at most 50 characters (80 in a note, 25 or
    10 in parts of a name), a code or number of digits and capitals, a phone number of the North American plan, and a US
    address with well-formed parts.
    """
    return not suspect_heaps(encounter)


def suspect_heaps(encounter: EncounterEvent, among: int = ALL_HEAPS) -> int:
    """The heaps with a text that is not certainly sendable, as a set (`rules.repairs.text_heaps`); 0 if there is none.

    Args:
        encounter: the event.
        among: the heaps to look at.
    """
    heaps: tuple[list[str | None], ...] = tuple([[] for _ in _MATCHES])
    met: list[Provider] = []
    gather_encounter_event(encounter, heaps, met)
    suspects = 0
    for place, heap in enumerate(heaps):
        if heap and among & 1 << place and not _all_plain(heap, place):
            suspects |= 1 << place
    if met and among == ALL_HEAPS and not suspects & PROVIDER_HEAPS:
        remember_plain(met)
    return suspects


def _all_plain(heap: list[str | None], place: int) -> bool:
    if "" in heap:
        return False
    texts = list(filter(None, heap))
    if not texts:
        return True
    lines = "\n".join(texts)
    matches = _MATCHES[place]
    if matches is not None:
        return matches(f"{lines}\n") is not None and lines.count("\n") < len(texts)  # a text may have a line break
    if not lines.isascii():
        return False
    encoded = lines.encode()
    if encoded.translate(None, _CHARACTERS[place]) or encoded.count(b"\n") >= len(texts):
        return False
    # No text begins or ends with a blank, or has two in a row.
    padded = f"\n{lines}\n"
    if "\n " in padded or " \n" in padded or "  " in padded:
        return False
    most = _MOST[place]
    return len(lines) <= most or max([len(text) for text in texts]) <= most

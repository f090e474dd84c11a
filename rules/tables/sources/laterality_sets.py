"""Finds the codes that differ only by the side of the body, from their descriptions."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from rules.tables.table_file import table_file_bytes

_WORD = re.compile(r"[a-z0-9'-]+")
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# How many words after 'right' the body part may come that a bilateral code omits or has in the plural.
_PART = 4
_ALWAYS = frozenset(("side", "sides"))


def laterality_sets(descriptions: Mapping[str, str]) -> list[tuple[str, str, str, str]]:
    """The sets as (right, left, bilateral, unspecified); the last two are empty if there is no such code.

    The codes of a set differ in one character, and their descriptions only by the side: left heart failure, whose
    counterpart has a description and category of its own, is in no set.
    """
    words = {code: tuple(_WORD.findall(text.lower())) for code, text in descriptions.items()}
    by_words: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for code, said in words.items():
        by_words[said].append(code)
    found = []
    for right, said in sorted(words.items()):
        if "right" not in said:
            continue
        for left in by_words.get(tuple("left" if word == "right" else word for word in said), ()):
            place = _only_difference(right, left)
            if place is None:
                continue
            twins = [right[:place] + mark + right[place + 1 :] for mark in _ALPHABET]
            sides = {
                side: [twin for twin in twins if twin in words and _is_twin(said, words[twin], side)]
                for side in ("bilateral", "unspecified")
            }
            bilateral, unspecified = (codes[0] if len(codes) == 1 else "" for codes in sides.values())
            found.append((right, left, bilateral, unspecified))
    return found


def laterality(descriptions: Mapping[str, str], header: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The header and the file of `laterality`."""
    sets = laterality_sets(descriptions)
    complete = {**header, "kind": "laterality", "rows": len(sets)}
    lines = []
    for right, *others in sets:
        # Stored as the positions and characters that differ from the right code, which compress well.
        place = next(at for at, mark in enumerate(right) if others[0][at] != mark)
        lines.append(f"{right} {place}{''.join(other[place] if other else '-' for other in others)}")
    return complete, table_file_bytes(complete, {"sets": ("text", "\n".join(lines).encode())})


def _only_difference(one: str, other: str) -> int | None:
    places = [place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    return places[0] if len(one) == len(other) and len(places) == 1 else None


def _is_twin(right: tuple[str, ...], other: tuple[str, ...], side: str) -> bool:
    """Whether a description equals that of the right code, except for the side and the body part."""
    gone = Counter(right) - Counter(other)
    come = Counter(other) - Counter(right)
    if gone["right"] != right.count("right") or not come[side]:
        return False
    del gone["right"], come[side]
    if side == "unspecified":
        # The part may be repeated ('of ear, unspecified ear'); another finger or eyelid is another set.
        return not gone and come.keys() <= {*right, *_ALWAYS}
    place = right.index("right")
    part = {*right[place + 1 : place + 1 + _PART], *_ALWAYS}
    several = {plural for word in part for plural in (f"{word}s", f"{word}es", f"{word[:-1]}ies", f"{word[:-1]}s")}
    return gone.keys() <= part and come.keys() <= {*several, *_ALWAYS, "both"}

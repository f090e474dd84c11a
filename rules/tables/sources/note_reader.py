"""Reads the codes that notes of the tabular list name, once, when the tables are built."""

import re
from collections.abc import Callable, Mapping

from rules.tables.shipped.code_reference import Target

_CODE = r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4}|(?=\.-)|\.(?= with final)|(?![0-9A-Za-z.]))(?:\.?-(?![A-Z0-9]))?"
_RANGE = re.compile(rf"(?P<first>{_CODE})(?:\s*(?:-|to)\s*(?P<last>{_CODE}))?")
# Outside parentheses, B12 is a vitamin.
_RANGE_IN_SENTENCE = re.compile(rf"(?<!vitamin ){_RANGE.pattern}")
_BRACKETS = re.compile(r"\(([^()]*)\)?")
_PLACES = {
    "fourth": "4", "4th": "4", "fifth": "5", "5th": "5", "sixth": "6", "6th": "6", "seventh": "7", "7th": "7",
}  # fmt: skip
_PLACE = "|".join(_PLACES)
_CONDITIONS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"with \.(\w+)-?\.(\w+)-?"), lambda found: f"4:{found[1]}..{found[2]}"),
    (re.compile(r"with \.(\w+)-?"), lambda found: f"4:{found[1]}"),
    (re.compile(r"with fifth or sixth character (\d)-(\d)"), lambda found: f"i={found[1]}..{found[2]}"),
    (re.compile(r"with fifth or sixth character to indicate intent"), lambda _: ""),
    (re.compile(r"with fifth to sixth characters (\w+)"), lambda found: f"5:{found[1]}"),
    (re.compile(r"with final characters -(\w+)"), lambda found: f"${found[1]}"),
    (
        re.compile(rf"with ({_PLACE})[ -]character (\w)-(\w)"),
        lambda found: f"{_PLACES[found[1]]}={found[2]}..{found[3]}",
    ),
    (re.compile(rf"with ({_PLACE})[ -]character \.?(\w)"), lambda found: f"{_PLACES[found[1]]}={found[2]}"),
)


def read_targets(text: str, open_fracture: Mapping[str, str]) -> tuple[Target, ...]:
    """The references of a note, in order; empty if it names no code, or only with conditions that cannot be parsed.

    Args:
        text: the note.
        open_fracture: by category, the 7th characters of open fractures.

    Returns:
        The references in parentheses; if there are none, those in the sentence.
    """
    found: list[Target] = []
    for inside in _BRACKETS.findall(text):
        found.extend(_targets(inside, _RANGE, open_fracture))
    if not found:
        found.extend(_targets(_BRACKETS.sub(" ", text), _RANGE_IN_SENTENCE, open_fracture))
    return tuple(dict.fromkeys(found))


def _targets(text: str, pattern: re.Pattern[str], open_fracture: Mapping[str, str]) -> list[Target]:
    found = []
    matches = list(pattern.finditer(text))
    for at, match in enumerate(matches):
        first = _undotted(match["first"])
        last = _undotted(match["last"]) if match["last"] else first
        behind = text[match.end() : matches[at + 1].start() if at + 1 < len(matches) else len(text)]
        condition = _condition(behind.strip(" ,"), first, open_fracture)
        if condition is None:
            return []
        found.append(Target(first, last, condition))
    return found


def _condition(behind: str, first: str, open_fracture: Mapping[str, str]) -> str | None:
    """The condition in the words after a code; None if a code cannot show whether it holds."""
    if not behind.startswith("with "):
        return ""
    if behind.startswith("with open fracture 7th character"):
        return f"7={open_fracture[first[:3]]}"
    for pattern, written in _CONDITIONS:
        match = pattern.match(behind)
        if match is not None:
            return written(match)
    return None


def _undotted(code: str) -> str:
    return code.replace(".", "").rstrip("-")

"""Payers' codes in a text become links to their pages."""

import re
from typing import Final

from rules.payer_codes.payer_code import CodeKind, find_code
from schemas.value import value

_CODE: Final = re.compile(
    r"\b(?P<carc>CARC [A-Z]?[0-9]{1,3})\b"
    r"|\b(?P<rarc>(?:MA|M|N)[0-9]{1,3})\b"
    r"|\b(?P<status>[A-Z][0-9]:[0-9]{1,3}(?::\w+)?)\b"
)


@value
class CodeLink:
    """A payer's code, which has a page of its own."""

    kind: CodeKind
    code: str
    text: str | None = None
    """What the link says; None for the code with the name of its list."""


def link_codes(text: str) -> tuple[str | CodeLink, ...]:
    """The parts of a text, with a link for each code that has a page.

    Args:
        text: codes as a page or a finding prints them: `CARC 16 · RARC M76, MA63 · 277CA A7:562:85`.
    """
    parts: list[str | CodeLink] = []
    end = 0
    for found in _CODE.finditer(text):
        link = _link(found)
        if link is not None:
            parts += [text[end : found.start()], link]
            end = found.end()
    return tuple(part for part in (*parts, text[end:]) if part)


def _link(found: re.Match[str]) -> CodeLink | None:
    if found["carc"]:
        return _known("carc", found["carc"].removeprefix("CARC "), found[0])
    if found["rarc"]:
        return _known("rarc", found["rarc"], found[0])
    return _known("status", found["status"].split(":")[1], found[0])


def _known(kind: CodeKind, code: str, text: str) -> CodeLink | None:
    return None if find_code(kind, code) is None else CodeLink(kind=kind, code=code, text=text)

"""Why a text is not valid JSON, from the place at which the parser stopped; repeats nothing of the text."""

import json
import re
from typing import Final

_WORD: Final = re.compile(r"[A-Za-z_]+")
_LITERALS: Final = {"true": "true", "false": "false"} | dict.fromkeys(("none", "null", "nil", "undefined"), "null")
_NUMBER_BEFORE: Final = re.compile(r"(?<![0-9.])-?([0-9]+)(\.[0-9]+)?$")
_LONGEST_NUMBER: Final = 64


def why_invalid(error: json.JSONDecodeError) -> str | None:
    """The reason why a text is not valid JSON, with what to change; None if it is not certain."""
    text, at = error.doc, error.pos
    here = text[at : at + 1]
    before = text[max(0, at - _LONGEST_NUMBER) : at]
    last = before.rstrip()[-1:]
    if not text.strip():
        return "the text is empty"
    if error.msg.startswith("Unterminated string"):
        return "this text has no closing quotation mark"
    if error.msg.startswith("Invalid control character"):
        return r"a line break or a tab within a text is written \n or \t"
    if error.msg.startswith("Invalid \\"):
        return r"a backslash within a text is written \\"
    if error.msg.startswith("Illegal trailing comma"):  # Python 3.13 stops at the comma
        return "remove this comma"
    if not text[at:].strip():
        return "the text ends here; a closing } or ] is missing"
    if here in "}]" and last == ",":
        return f"remove the comma before {here}"
    if here in "'‘’“”`":
        return 'names and texts need straight double quotes (")'
    if here in "/#" and not last.isdigit():
        return "JSON has no comments"
    return _wrong_value(here, before, _WORD.match(text, at)) or _by_message(error.msg, here)


def _wrong_value(here: str, before: str, word: re.Match[str] | None) -> str | None:
    number = _NUMBER_BEFORE.search(before)
    if number is not None and here in "/-":
        return 'write a date in quotes, such as "2026-10-01"'
    if number is not None and here.isdigit() and number[1] == "0":
        return "a number cannot begin with 0; write a code in quotes"
    if number is not None and here == ".":
        return "a digit is missing after the decimal point"
    if before.endswith(",") and here.isdigit():
        return "write a number without thousands separators"
    if here == "$":
        return "write an amount without $"
    if here == "+":
        return "write a number without +"
    if here == ".":
        return "write 0.5 and not .5"
    if word is not None and word[0].lower() in _LITERALS:
        return f"write {_LITERALS[word[0].lower()]}"
    return None


def _by_message(message: str, here: str) -> str | None:
    if message.startswith("Expecting property name"):
        return "a name in double quotes is expected here"
    if message.startswith("Expecting ':'"):
        return "a colon is missing after this name" if here != "=" else "write : and not ="
    if message.startswith("Expecting ','"):
        return f"a bracket is not closed before this {here}" if here in "}]" else "a comma is missing before this"
    if message.startswith("Expecting value"):
        return "a value is missing here" if here in ",}]:" else "a text needs double quotes"
    if message == "Extra data" and here in "}]":
        return f"there is one {here} too many"
    return None

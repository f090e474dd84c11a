"""Describes a value that was sent: quoted if it is short and not about a person, otherwise by its kind and length."""

import difflib
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from schemas.person_fields import is_of_a_person

LONGEST_QUOTE: Final = 20
"""Characters of a value that are shown."""

_AVRO_BRANCHES: Final = frozenset(("string", "int", "long", "boolean", "bytes", "array"))
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_LOCAL_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?")
_CLOSE: Final = 0.8

SYMBOLS: Final[Mapping[str, str]] = {
    "837p": "PROFESSIONAL",
    "837i": "INSTITUTIONAL",
    "facility": "INSTITUTIONAL",
    "hospital": "INSTITUTIONAL",
    "ch": "CHARGEABLE",
    "rp": "REPORTING",
    "billable": "CHARGEABLE",
    "18": "SELF",
    "patient": "SELF",
    "subscriber": "SELF",
    "insured": "SELF",
    "01": "SPOUSE",
    "wife": "SPOUSE",
    "husband": "SPOUSE",
    "19": "CHILD",
    "dependent": "CHILD",
    "1": "PERSON",
    "individual": "PERSON",
    "2": "ORGANIZATION",
    "organisation": "ORGANIZATION",
    "group": "ORGANIZATION",
    "facility_provider": "ORGANIZATION",
    "ei": "EIN",
    "sy": "SSN",
    "primary": "PRINCIPAL",
    "p": "PRINCIPAL",
    "abk": "PRINCIPAL",
    "secondary": "OTHER",
    "abf": "OTHER",
    "abj": "ADMITTING",
    "apr": "REASON_FOR_VISIT",
    "abn": "EXTERNAL_CAUSE",
}
"""What systems send for a symbol of the schema: their own words and the codes of an 837."""


def what_came(sent: Any, path: str, symbols: tuple[str, ...] = (), kind: str = "") -> str:
    """Describe a value.

    Args:
        sent: the value, as parsed.
        path: its path; a value of a field with the `phi` mark, or below one, is never quoted, nor is a whole input.
        symbols: the symbols that are allowed there.
        kind: the expected kind of value, in the words of the error.
    """
    private = not path or is_of_a_person(path)
    words = f"got {_described(sent) if private else _quoted(sent)}"
    advice = _nearest_symbol(sent, symbols, private=private) if symbols else _advice(sent, kind)
    return f"{words}; {advice}" if advice else words


def _quoted(sent: Any) -> str:
    if isinstance(sent, str) and sent:
        return f'"{_cut(sent)}"'
    if isinstance(sent, Decimal) and sent.is_infinite():  # the reader's stand-in: these digits were not sent
        return "a number too large to read"
    if isinstance(sent, (int, Decimal)) and not isinstance(sent, bool):
        return _cut(str(sent))
    return _described(sent)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def _described(sent: Any) -> str:
    """The kind of a value, with the length of a text."""
    match sent:
        case None:
            return "null"
        case bool():
            return "true" if sent else "false"
        case int() | Decimal():
            return "a number"
        case "":
            return "an empty text"
        case str() if len(sent) == 1:
            return "one letter" if sent.isalpha() else "one digit" if sent.isdigit() else "one character"
        case str():
            return f"text of {len(sent):,} characters"
        case list():
            return "a list" if sent else "an empty list"
        case dict():
            return "an object"
    return "another value"


def _nearest_symbol(sent: Any, symbols: tuple[str, ...], *, private: bool) -> str:
    """The symbol that was probably meant. Of a person's data only a misspelling is recognized, never a code."""
    if not isinstance(sent, str) or len(sent) > LONGEST_QUOTE:
        return ""
    plain = sent.strip().lower().replace(" ", "_").replace("-", "_")
    known = {symbol.lower(): symbol for symbol in symbols}
    found = known.get(plain) or next(iter(difflib.get_close_matches(plain, known, 1, _CLOSE)), "").upper()
    if not found and not private:
        meant = SYMBOLS.get(plain)
        found = meant if meant in symbols else ""
    return f"did you mean {found}?" if found else ""


def _advice(sent: Any, kind: str) -> str:
    """What to change, where the kind of the value says it."""
    if isinstance(sent, dict) and len(sent) == 1 and (next(iter(sent)) in _AVRO_BRANCHES or "." in next(iter(sent))):
        return "that is Avro's own JSON; write the value itself"
    if kind.startswith("a string") and isinstance(sent, (int, Decimal)) and not isinstance(sent, bool):
        return "put it in quotes"
    if kind.startswith("a whole number") and isinstance(sent, str) and _NUMBER.fullmatch(sent):
        return "write it without quotes"
    if kind.startswith("a list") and sent is not None and not isinstance(sent, list):
        return "put it in [ ]"
    if kind.startswith("an instant") and isinstance(sent, str) and _LOCAL_TIME.fullmatch(sent):
        return "its offset from UTC is missing, such as Z or -06:00"
    return ""

"""From the elements of an 835 or a 277CA to values. What cannot be read is left out and noted, never shown."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from schemas.interchange.payer_answer import AnswerNote
from schemas.interchange.x12_values import UnreadableElement, read_day, read_money

Tell = Callable[[AnswerNote], None]

_UNKNOWN: Final = "?"
_CARC: Final = re.compile(r"[A-Z]?[0-9]{1,3}", re.ASCII)
_REMARK: Final = re.compile(r"[A-Z]{1,2}[0-9]{1,4}", re.ASCII)
_GROUP: Final = frozenset(("CO", "CR", "OA", "PI", "PR"))
_CATEGORY: Final = re.compile(r"[A-Z][0-9]{1,2}", re.ASCII)
_STATUS: Final = re.compile(r"[0-9]{1,4}", re.ASCII)
_ENTITY: Final = re.compile(r"[A-Z0-9]{2,3}", re.ASCII)
_PROVIDER_LEVEL: Final = re.compile(r"[A-Z0-9]{2}", re.ASCII)


def at(elements: list[str], number: int) -> str:
    """An element without blanks around it; empty if it is absent."""
    return elements[number].strip() if len(elements) > number else ""


def money_at(elements: list[str], number: int, tell: Tell) -> Decimal | None:
    """The amount in an element."""
    text = at(elements, number)
    if not text:
        return None
    try:
        return read_money(text)
    except UnreadableElement:
        tell("unreadable-value")
        return None


def day_of(text: str, tell: Tell) -> dt.date | None:
    """The first day of a date (CCYYMMDD) or of a range of dates."""
    if not text:
        return None
    try:
        return read_day(text.partition("-")[0])
    except UnreadableElement:
        tell("unreadable-value")
        return None


def _known(form: re.Pattern[str], text: str) -> str:
    # What is in the place of a code can be anything, and codes are printed.
    return text if form.fullmatch(text) else _UNKNOWN


def group_of(text: str) -> str:
    """A claim adjustment group; `?` if it is none."""
    return text if text in _GROUP else _UNKNOWN


def carc_of(text: str) -> str:
    """A claim adjustment reason code; `?` if it does not have the format of one."""
    return _known(_CARC, text)


def remark_of(text: str) -> str:
    """A remittance advice remark code; `?` if it does not have the format of one."""
    return _known(_REMARK, text)


def category_of(text: str) -> str:
    """The category of a 277CA status; `?` if it does not have the format of one."""
    return _known(_CATEGORY, text)


def status_of(text: str) -> str:
    """The code of a 277CA status; `?` if it does not have the format of one."""
    return _known(_STATUS, text)


def entity_of(text: str) -> str | None:
    """The entity of a 277CA status; None if it is absent or does not have the format of one."""
    return text if _ENTITY.fullmatch(text) else None


def provider_level_of(text: str) -> str:
    """The reason of an adjustment at provider level (PLB); `?` if it does not have the format of one."""
    return _known(_PROVIDER_LEVEL, text)


def service_of(composite: str, revenue_code: str, separator: str) -> tuple[str | None, tuple[str, ...], str | None]:
    """The procedure code, the modifiers and the revenue code of a line.

    Args:
        composite: such as `HC:99213:25`, or `NU:0450` for a revenue code alone.
        revenue_code: the revenue code beside a procedure; empty if there is none.
        separator: of components.
    """
    parts = [part.strip() for part in composite.split(separator)]
    code = parts[1] or None if len(parts) > 1 else None
    if parts[0] == "NU":
        return None, (), code
    return code, tuple(part for part in parts[2:6] if part), revenue_code or None

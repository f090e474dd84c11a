"""From the text of an X12 element to a value; nothing is corrected, and what cannot be read is named."""

import datetime as dt
import re
from contextlib import suppress
from decimal import Decimal
from typing import Final, Literal

from schemas.interchange.conversion import ItemReason
from schemas.scalars import MONEY_DIGITS, MONEY_SCALE, QUANTITY_DIGITS, QUANTITY_SCALE

_NUMBER: Final = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)", re.ASCII)
_WHOLE: Final = re.compile(r"[0-9]{1,9}", re.ASCII)
_STEPS: Final = {scale: Decimal(1).scaleb(-scale) for scale in (MONEY_SCALE, QUANTITY_SCALE)}
_DIGITS: Final = re.compile(r"[0-9]+", re.ASCII)

Half = Literal["from", "through"]


class UnreadableElement(Exception):
    """An element has no value of its type."""

    def __init__(self, reason: ItemReason) -> None:
        super().__init__(reason)
        self.reason: ItemReason = reason


def read_money(text: str) -> Decimal:
    """US dollars with at most two decimals: `125`, `125.00`, `.5`, `-3.`."""
    return _number(text, MONEY_DIGITS, MONEY_SCALE)


def read_quantity(text: str) -> Decimal:
    """A quantity with at most three decimals."""
    return _number(text, QUANTITY_DIGITS, QUANTITY_SCALE)


def read_whole(text: str) -> int:
    """A whole number of at most nine digits."""
    if _WHOLE.fullmatch(text) is None:
        raise UnreadableElement("unreadable-number")
    return int(text)


def read_day(text: str) -> dt.date:
    """A date as CCYYMMDD."""
    if len(text) == 8 and _DIGITS.fullmatch(text):
        try:
            return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
        except ValueError:
            pass
    raise UnreadableElement("unreadable-date")


def read_date(text: str, form: str, half: Half | None) -> dt.date:
    """A date in the format that a qualifier names.

    Args:
        text: the element.
        form: `D8`, `RD8` or `DT`.
        half: which date of a range; None if the field is one day.
    """
    if form == "RD8":
        first, dash, last = text.partition("-")
        if not dash or (half is None and first != last):
            raise UnreadableElement("unreadable-date")
        return read_day(last if half == "through" else first)
    if form == "DT" and len(text) == 12 and _DIGITS.fullmatch(text):
        return read_day(text[:8])
    if form != "D8":
        raise UnreadableElement("unreadable-date")
    return read_day(text)


def read_hour(text: str, form: str) -> str:
    """The hour of a time (`TM`) or of a date with its time (`DT`)."""
    hour = text[8:10] if form == "DT" and len(text) == 12 else text[:2] if form == "TM" and len(text) >= 4 else ""
    if not _DIGITS.fullmatch(hour) or not _DIGITS.fullmatch(text):
        raise UnreadableElement("unreadable-date")
    return hour


def read_instant(day: str, time: str) -> tuple[dt.datetime | None, bool]:
    """An instant from BHT04 and BHT05 (HHMM, HHMMSS or with hundredths), in UTC; and whether a part is unreadable.

    Without a readable date there is none; without a readable time it is the beginning of the day.
    """
    try:
        date = read_day(day)
    except UnreadableElement:
        return None, True
    clock, unreadable = dt.time(), True
    if _DIGITS.fullmatch(time) and len(time) in (4, 6, 7, 8):
        with suppress(ValueError):
            clock, unreadable = dt.time(int(time[:2]), int(time[2:4]), int(time[4:6] or 0)), False
    return dt.datetime.combine(date, clock, dt.UTC), unreadable


def is_blank(text: str) -> bool:
    """Whether an element is absent or only white space."""
    return not text or text.isspace()


def _number(text: str, digits: int, scale: int) -> Decimal:
    if len(text) > 20 or _NUMBER.fullmatch(text) is None:
        raise UnreadableElement("unreadable-number")
    number = Decimal(text)
    whole, _, decimals = text.lstrip("-").partition(".")
    if len(decimals) > scale or len(whole.lstrip("0")) > digits - scale:
        raise UnreadableElement("unreadable-number")
    return number.quantize(_STEPS[scale])

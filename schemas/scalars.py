"""The scalar types, and how each is written in JSON (schemas/CONTRACT.md, "JSON form")."""

import datetime as dt
import re
import uuid
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, TypeAlias

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

MONEY_DIGITS, MONEY_SCALE = 14, 2
QUANTITY_DIGITS, QUANTITY_SCALE = 12, 3

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_UUID = re.compile(r"[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def _expected(reason: str, words: str) -> PydanticCustomError:
    """An error with the dead-letter reason and the expected form, never the value that was sent."""
    return PydanticCustomError(reason, "{expected}", {"expected": words})


def read_text(sent: Any) -> str:
    """A string of any length; JSON strings with half a surrogate pair are refused."""
    if not isinstance(sent, str):
        raise _expected("malformed", "a string")
    try:
        sent.encode()
    except UnicodeEncodeError:
        raise _expected("malformed", "a string of valid Unicode") from None
    return sent


def read_date(sent: Any) -> dt.date:
    """A date of the years 1 to 9999, such as 2026-10-01."""
    if not isinstance(sent, str) or not _DATE.fullmatch(sent):
        raise _expected("malformed", 'a date such as "2026-10-01"')
    try:
        return dt.date.fromisoformat(sent)
    except ValueError:
        raise _expected("value-out-of-range", 'a valid date, such as "2026-10-01"') from None


def read_instant(sent: Any) -> dt.datetime:
    """An RFC 3339 instant with its offset from UTC; kept to the millisecond."""
    if not isinstance(sent, str) or not _INSTANT.fullmatch(sent):
        raise _expected("malformed", 'an instant such as "2026-10-01T14:30:00Z"')
    try:
        instant = dt.datetime.fromisoformat(sent).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise _expected("value-out-of-range", 'an instant such as "2026-10-01T14:30:00Z"') from None
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def read_uuid(sent: Any) -> str:
    """A UUID of 36 characters, kept in lower case."""
    if not isinstance(sent, str):
        raise _expected("malformed", 'a UUID such as "00000000-0000-4000-8000-000000000001"')
    if not _UUID.fullmatch(sent):
        raise _expected("value-out-of-range", 'a UUID such as "00000000-0000-4000-8000-000000000001"')
    return str(uuid.UUID(sent))


def _integer(sent: Any, bits: int) -> int:
    if isinstance(sent, bool) or not isinstance(sent, int):
        raise _expected("malformed", "a whole number")
    if not -(2 ** (bits - 1)) <= sent < 2 ** (bits - 1):
        raise _expected("value-out-of-range", f"a whole number of at most {bits} bits")
    return sent


def read_int(sent: Any) -> int:
    """A whole number of 32 bits."""
    return _integer(sent, 32)


def read_long(sent: Any) -> int:
    """A whole number of 64 bits."""
    return _integer(sent, 64)


def read_flag(sent: Any) -> bool:
    """True or false."""
    if not isinstance(sent, bool):
        raise _expected("malformed", "true or false")
    return sent


def _decimal(sent: Any, digits: int, scale: int, example: str) -> Decimal:
    words = f'a decimal such as "{example}"'
    if isinstance(sent, str):
        if not _DECIMAL.fullmatch(sent):
            raise _expected("malformed", words)
        try:
            number = Decimal(sent)
        except InvalidOperation:  # an exponent that not even a decimal can have
            number = Decimal("NaN")
    elif isinstance(sent, (int, Decimal)) and not isinstance(sent, bool):
        number = Decimal(sent)
    else:
        raise _expected("malformed", words)
    try:
        exact = number.quantize(Decimal(1).scaleb(-scale)) if number.is_finite() else None
    except InvalidOperation:
        exact = None
    if exact is None or abs(exact) >= Decimal(10) ** (digits - scale):
        raise _expected("value-out-of-range", f"{words}, of at most {digits} digits")
    if exact != number:
        raise _expected("value-out-of-range", f"{words}, with at most {scale} decimals")
    return exact


def read_money(sent: Any) -> Decimal:
    """US dollars with at most two decimals, decimal(14,2); never rounded."""
    return _decimal(sent, MONEY_DIGITS, MONEY_SCALE, "125.00")


def read_quantity(sent: Any) -> Decimal:
    """A quantity with at most three decimals, decimal(12,3); never rounded."""
    return _decimal(sent, QUANTITY_DIGITS, QUANTITY_SCALE, "1.000")


Text: TypeAlias = Annotated[str, PlainValidator(read_text)]
Date: TypeAlias = Annotated[dt.date, PlainValidator(read_date)]
Instant: TypeAlias = Annotated[dt.datetime, PlainValidator(read_instant)]
Uuid: TypeAlias = Annotated[str, PlainValidator(read_uuid)]
Int: TypeAlias = Annotated[int, PlainValidator(read_int)]
Long: TypeAlias = Annotated[int, PlainValidator(read_long)]
Flag: TypeAlias = Annotated[bool, PlainValidator(read_flag)]
Money: TypeAlias = Annotated[Decimal, PlainValidator(read_money)]
Quantity: TypeAlias = Annotated[Decimal, PlainValidator(read_quantity)]

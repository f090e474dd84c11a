"""Building blocks of the generated codec: numbers, texts and limits of the Avro encoding, strict and fast."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final, TypeVar

from schemas.counted_bytes import CountedBytes
from schemas.shared import Shared
from schemas.wire import MAX_ARRAY_ITEMS

new: Final = object.__new__
CENT: Final = Decimal("0.01")
THOUSANDTH: Final = Decimal("0.001")
MONEY_LIMIT: Final = 10**14
QUANTITY_LIMIT: Final = 10**12
EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
EPOCH_DAY: Final = 719_163
LAST_DAY: Final = 3_652_059
FIRST_MILLI: Final = -62_135_596_800_000
LAST_MILLI: Final = 253_402_300_799_999
MILLI: Final = dt.timedelta(milliseconds=1)
START_BYTES: Final = 24
"""What remembered records are found by: the identifier and the first letters of the name of a provider."""
_BYTES: Final[tuple[bytes, ...]] = tuple([bytes([byte]) for byte in range(256)])
"""Records are written as parts, because a list grows faster than an array of bytes."""
UUID: Final = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


T = TypeVar("T")


class NotCertain(Exception):
    """The fast path cannot accept these bytes; the strict path decides."""


def read_long(data: bytes, at: int, bits: int) -> tuple[int, int]:
    """A zig-zag varint in its shortest form."""
    number = shift = 0
    byte = 0x80
    while byte & 0x80:
        if shift > 63:
            raise NotCertain
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        shift += 7
    if number >> bits or (byte == 0 and shift > 7):
        raise NotCertain
    return (number >> 1) ^ -(number & 1), at


def read_count(data: bytes, at: int) -> tuple[int, int]:
    """The number of items of an array in one block."""
    count, at = read_long(data, at, 64)
    if not 0 <= count <= MAX_ARRAY_ITEMS:
        raise NotCertain
    if isinstance(data, CountedBytes):
        data.items += count
        if data.items > MAX_ARRAY_ITEMS:
            raise NotCertain
    return count, at


def read_text(data: bytes, at: int) -> tuple[str, int]:
    """A string of any length."""
    length, at = read_long(data, at, 64)
    end = at + length
    if length < 0 or end > len(data):
        raise NotCertain
    return data[at:end].decode(), end


def put_long(out: list[bytes], number: int) -> None:
    """A zig-zag varint."""
    number = (number << 1) ^ (number >> 63)
    while number > 0x7F:
        out.append(_BYTES[number & 0x7F | 0x80])
        number >>= 7
    out.append(_BYTES[number])


def put_array(out: list[bytes], items: tuple[T, ...], write: Callable[[list[bytes], T], None]) -> None:
    """An array of records; the bytes of one that outcomes share are kept with it."""
    if type(items) is not Shared:
        _put_items(out, items, write)
        return
    encoded = items.encoded
    if encoded is None:
        part: list[bytes] = []
        _put_items(part, items, write)
        encoded = items.encoded = b"".join(part)
    out.append(encoded)


def _put_items(out: list[bytes], items: tuple[T, ...], write: Callable[[list[bytes], T], None]) -> None:
    if items:
        put_long(out, len(items))
        for item in items:
            write(out, item)
    out.append(b"\x00")


def put_text(out: list[bytes], text: str) -> None:
    """A string with its length."""
    encoded = text.encode()
    length = len(encoded)
    if length < 64:
        out.append(_BYTES[length << 1])
    else:
        put_long(out, length)
    out.append(encoded)

"""Check every byte of an encoded Avro record before it is decoded.

Some decoders accept bytes that others refuse: varints outside their type, a boolean of 7, wrong block sizes.
`compile_check` turns a writer schema into a function that walks an encoded record once, following the Avro 1.12
specification ("Binary Encoding"), and refuses all of these. Every decoder reads what passes in the same way.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from schemas.path import join_path
from schemas.unreadable import DeadLetterReason

MAX_ARRAY_ITEMS = 10_000
"""The most array and map items in one record (schemas/CONTRACT.md, "Wire format")."""

_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896
_FIRST_MILLI, _LAST_MILLI = -62_135_596_800_000, 253_402_300_799_999
_UUID = re.compile(rb"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_CAPITAL = re.compile(rb"[A-F]")


class WireFault(Exception):
    """An encoded value that the specification or the contract does not allow; its path grows on the way out."""

    def __init__(self, reason: DeadLetterReason) -> None:
        super().__init__(reason)
        self.reason: DeadLetterReason = reason
        self.path = ""

    def within(self, name: str) -> None:
        """Prefix the path with the enclosing field, or `[index]`."""
        self.path = join_path(name, self.path)


class Walk:
    """State of one walk: where the bytes end, how many items there were, whether all was in canonical form."""

    __slots__ = ("canonical", "end", "items")

    def __init__(self, end: int) -> None:
        self.end = end
        self.items = 0
        self.canonical = True


Check: TypeAlias = Callable[[bytes, int, Walk], int]
"""Checks the value at a position and returns the position after it."""


def _read_varint(data: bytes, at: int, walk: Walk, bits: int) -> tuple[int, int]:
    """A zig-zag varint of at most `bits` bits: its value and the position after it."""
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
        shift += 7
        if shift >= 70:
            raise WireFault("malformed")
    if number >> bits:
        raise WireFault("malformed")
    if byte == 0 and shift:
        walk.canonical = False
    return (number >> 1) ^ -(number & 1), at


def _check_null(data: bytes, at: int, walk: Walk) -> int:
    return at


def _check_boolean(data: bytes, at: int, walk: Walk) -> int:
    if data[at] > 1:
        raise WireFault("malformed")
    return at + 1


def _number_check(bits: int, low: int | None = None, high: int | None = None) -> Check:
    def check(data: bytes, at: int, walk: Walk) -> int:
        if low is None and data[at] < 0x80:
            return at + 1
        number, at = _read_varint(data, at, walk, bits)
        if low is not None and high is not None and not low <= number <= high:
            raise WireFault("value-out-of-range")
        return at

    return check


def _sized(data: bytes, at: int, walk: Walk) -> tuple[int, int]:
    """Start and end of a length-prefixed value."""
    byte = data[at]
    if byte < 0x80:
        length = byte >> 1
        if byte & 1:
            raise WireFault("malformed")
        at += 1
    else:
        length, at = _read_varint(data, at, walk, 64)
        if length < 0:
            raise WireFault("malformed")
    if at + length > walk.end:
        raise WireFault("truncated")
    return at, at + length


def _check_string(data: bytes, at: int, walk: Walk) -> int:
    begin, end = _sized(data, at, walk)
    part = data[begin:end]
    if not part.isascii():
        try:
            part.decode()
        except UnicodeDecodeError:
            raise WireFault("malformed") from None
    return end


def _check_uuid(data: bytes, at: int, walk: Walk) -> int:
    begin, end = _sized(data, at, walk)
    if not _UUID.fullmatch(data, begin, end):
        raise WireFault("value-out-of-range")
    if _CAPITAL.search(data, begin, end):
        walk.canonical = False
    return end


def _check_bytes(data: bytes, at: int, walk: Walk) -> int:
    return _sized(data, at, walk)[1]


def _fixed_check(size: int, precision: int | None) -> Check:
    limit = None if precision is None else 10**precision

    def check(data: bytes, at: int, walk: Walk) -> int:
        end = at + size
        if end > walk.end:
            raise WireFault("truncated")
        if limit is not None and not -limit < int.from_bytes(data[at:end], signed=True) < limit:
            raise WireFault("value-out-of-range")
        return end

    return check


def _choice_check(count: int) -> Check:
    """An enum: the index must exist."""

    def check(data: bytes, at: int, walk: Walk) -> int:
        index, at = _read_varint(data, at, walk, 32)
        if not 0 <= index < count:
            raise WireFault("malformed")
        return at

    return check


def _union_check(branches: tuple[Check, ...]) -> Check:
    first, second = (*branches, branches[0])[:2]
    pair = len(branches) == 2

    def check(data: bytes, at: int, walk: Walk) -> int:
        byte = data[at]
        if pair and byte == 0:
            return first(data, at + 1, walk)
        if pair and byte == 2:
            return second(data, at + 1, walk)
        index, at = _read_varint(data, at, walk, 64)
        if not 0 <= index < len(branches):
            raise WireFault("malformed")
        return branches[index](data, at, walk)

    return check


def _blocks_check(item: Check) -> Check:
    """An array, or a map as items of key and value: blocks of items, the last one empty."""

    def check(data: bytes, at: int, walk: Walk) -> int:
        if data[at] == 0:
            return at + 1
        index = blocks = 0
        while True:
            count, at = _read_varint(data, at, walk, 64)
            if count == 0:
                if blocks > 1:
                    walk.canonical = False
                return at
            blocks += 1
            must_end: int | None = None
            if count < 0:
                walk.canonical = False
                size, at = _read_varint(data, at, walk, 64)
                must_end, count = at + size, -count
            walk.items += count
            if walk.items > MAX_ARRAY_ITEMS:
                raise WireFault("malformed")
            last = index + count
            try:
                while index < last:
                    at = item(data, at, walk)
                    index += 1
            except IndexError:
                fault = WireFault("truncated")
                fault.within(f"[{index}]")
                raise fault from None
            except WireFault as fault:
                fault.within(f"[{index}]")
                raise
            if must_end is not None and must_end != at:
                raise WireFault("malformed")

    return check


def _record_check(names: tuple[str, ...], checks: tuple[Check, ...]) -> Check:
    def check(data: bytes, at: int, walk: Walk) -> int:
        reached = 0
        try:
            for field in checks:
                at = field(data, at, walk)
                reached += 1
        except IndexError:
            fault = WireFault("truncated")
            fault.within(names[reached])
            raise fault from None
        except WireFault as fault:
            fault.within(names[reached])
            raise
        return at

    return check


_PRIMITIVES: Mapping[str, Check] = {
    "null": _check_null,
    "boolean": _check_boolean,
    "int": _number_check(32),
    "long": _number_check(64),
    "float": _fixed_check(4, None),
    "double": _fixed_check(8, None),
    "string": _check_string,
    "bytes": _check_bytes,
}
_LOGICAL: Mapping[tuple[str, str], Check] = {
    ("int", "date"): _number_check(32, _FIRST_DAY, _LAST_DAY),
    ("long", "timestamp-millis"): _number_check(64, _FIRST_MILLI, _LAST_MILLI),
    ("string", "uuid"): _check_uuid,
}


def compile_check(schema: Any, named: dict[str, Check] | None = None) -> Check:
    """The check for values of one Avro schema.

    Args:
        schema: a schema as JSON, self-contained, with full names and without recursion.
        named: checks of the named types seen so far.

    Raises:
        KeyError: a type is not defined.
    """
    named = {} if named is None else named
    if isinstance(schema, str):
        return _PRIMITIVES[schema] if schema in _PRIMITIVES else named[schema]
    if isinstance(schema, list):
        return _union_check(tuple(compile_check(branch, named) for branch in schema))
    kind = schema["type"]
    match kind:
        case "record":
            fields = schema["fields"]
            checks = tuple(compile_check(field["type"], named) for field in fields)
            made = _record_check(tuple(field["name"] for field in fields), checks)
        case "enum":
            made = _choice_check(len(schema["symbols"]))
        case "fixed":
            made = _fixed_check(schema["size"], schema.get("precision") if "logicalType" in schema else None)
        case "array":
            return _blocks_check(compile_check(schema["items"], named))
        case "map":
            value = compile_check(schema["values"], named)
            return _blocks_check(lambda data, at, walk: value(data, _check_string(data, at, walk), walk))
        case _ if isinstance(kind, str) and kind in _PRIMITIVES:
            return _LOGICAL.get((kind, schema.get("logicalType", "")), _PRIMITIVES[kind])
        case _:
            return compile_check(kind, named)
    named[full_name(schema)] = made
    return made


def full_name(schema: Mapping[str, Any]) -> str:
    """Name of a type with its namespace."""
    name, namespace = schema["name"], schema.get("namespace")
    return name if "." in name or not namespace else f"{namespace}.{name}"


def walk_record(check: Check, data: bytes, begin: int) -> bool:
    """Check the record that takes up `data` from `begin` to the end.

    Returns: whether it is in canonical form (one block per array, shortest varints) and may be copied.

    Raises:
        WireFault: with the reason and the path.
    """
    walk = Walk(len(data))
    try:
        end = check(data, begin, walk)
    except IndexError:
        raise WireFault("truncated") from None
    if end > walk.end:
        raise WireFault("truncated")
    if end != walk.end:
        raise WireFault("trailing-bytes")
    return walk.canonical

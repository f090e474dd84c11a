"""Generate `schemas/generated/fast_codec.py` from the schemas: straight-line code for events in and outcomes out.

The reader says only 'certainly good': at anything else (an array in several blocks, a later symbol, a bad length) it
raises, and `schemas.codec` takes the way that finds the words. A test holds the two ways together.
"""

import itertools
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from schemas.generator import Generator
from schemas.sources import read_source

CODEC_FILE: Final = Path(__file__).parent / "generated" / "fast_codec.py"
_ENCOUNTER: Final = "EncounterEvent"
_OUTCOMES: Final = ("ClaimReady", "ClaimRejected")
_SHARED: Final = ("claims.v1.NotChecked", "claims.v1.CodeTableUsed")
"""Records of which an outcome has the same array as all outcomes of its kind: the engine makes it once."""
_LONG_RUN: Final = 3
"""Optional fields in a row that are worth one look at whether all of them are absent, which they mostly are."""

_HEADER: Final = '''"""Reads events, writes records. Made by `python -m schemas.generate_codec`; not to be edited."""

import datetime as dt
from decimal import Decimal
from typing import Any, Final

from schemas import claim, encounter, finding, rejection
from schemas.codec_parts import (
    CENT,
    EPOCH,
    EPOCH_DAY,
    FIRST_MILLI,
    LAST_DAY,
    LAST_MILLI,
    MILLI,
    MONEY_LIMIT,
    QUANTITY_LIMIT,
    THOUSANDTH,
    UUID,
    NotCertain,
    new,
    put_long,
    put_shared,
    put_text,
    read_count,
    read_long,
    read_text,
)
'''


def _named(kind: Any) -> str | None:
    return kind.removeprefix("claims.v1.") if isinstance(kind, str) and kind.startswith("claims.v1.") else None


def _module(name: str) -> str:
    """The module of a value class."""
    from schemas import claim, encounter, finding, rejection

    for module in (encounter, finding, claim, rejection):
        if name in vars(module) and vars(module)[name].__module__ == module.__name__:
            return module.__name__.rpartition(".")[2]
    raise LookupError(name)


def _attribute(wire: str) -> str:
    return f"{wire}_" if wire == "from" else wire


def _records(top: str) -> list[str]:
    """The record types below a type, each after those it holds."""
    order: list[str] = []

    def visit(name: str) -> None:
        source = read_source(name)
        if name in order or source["type"] != "record":
            return
        for field in source["fields"]:
            inner = field["type"]
            if isinstance(inner, list):
                inner = inner[1]
            if isinstance(inner, dict) and inner["type"] == "array":
                inner = inner["items"]
            if (named := _named(inner)) is not None:
                visit(named)
        order.append(name)

    visit(top)
    return order


def _function(name: str) -> str:
    return "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in name)


def _read_lines(kind: Any, into: str, fresh: Iterator[int]) -> Iterator[str]:
    """Statements that read a value of a kind at `at` into a variable."""
    if isinstance(kind, list):
        yield "byte = data[at]"
        yield "at += 1"
        yield "if byte == 0:"
        yield f"    {into} = None"
        yield "elif byte == 2:"
        yield from (f"    {line}" for line in _read_lines(kind[1], into, fresh))
        yield "else:"
        yield "    raise NotCertain"
        return
    named = _named(kind)
    if named is not None:
        source = read_source(named)
        if source["type"] == "record":
            yield f"{into}, at = read{_function(named)}(data, at)"
        elif source["type"] == "enum":
            yield "byte = data[at]"
            yield f"if not 0 < byte < {2 * len(source['symbols'])} or byte & 1:"
            yield "    raise NotCertain"
            yield f"{into} = {_symbols(named)}[byte >> 1]"
            yield "at += 1"
        else:
            yield "number = int.from_bytes(data[at : at + 8], signed=True)"
            yield f"if not -{named.upper()}_LIMIT < number < {named.upper()}_LIMIT:"
            yield "    raise NotCertain"
            yield f"{into} = Decimal(number) * {'CENT' if named == 'Money' else 'THOUSANDTH'}"
            yield "at += 8"
        return
    if isinstance(kind, dict) and kind["type"] == "array":
        number = next(fresh)
        yield "if data[at] == 0:"
        yield f"    {into} = ()"
        yield "    at += 1"
        yield "else:"
        yield f"    count{number}, at = read_count(data, at)"
        yield f"    items{number} = []"
        yield f"    for _ in range(count{number}):"
        yield from (f"        {line}" for line in _read_lines(kind["items"], f"item{number}", fresh))
        yield f"        items{number}.append(item{number})"
        yield "    if data[at] != 0:"
        yield "        raise NotCertain"
        yield "    at += 1"
        yield f"    {into} = tuple(items{number})"
        return
    logical = kind.get("logicalType") if isinstance(kind, dict) else None
    plain = kind["type"] if isinstance(kind, dict) else kind
    if logical == "uuid":
        yield "found = UUID.fullmatch(data, at + 1, at + 37)"
        yield "if data[at] != 72 or found is None:"
        yield "    raise NotCertain"
        yield f"{into} = data[at + 1 : at + 37].decode().lower()"
        yield "at += 37"
    elif logical == "date":
        yield "number, at = read_long(data, at, 32)"
        yield "number += EPOCH_DAY"
        yield "if not 0 < number <= LAST_DAY:"
        yield "    raise NotCertain"
        yield f"{into} = dt.date.fromordinal(number)"
    elif logical == "timestamp-millis":
        yield "number, at = read_long(data, at, 64)"
        yield "if not FIRST_MILLI <= number <= LAST_MILLI:"
        yield "    raise NotCertain"
        yield f"{into} = EPOCH + number * MILLI"
    elif plain in ("int", "long"):
        yield "byte = data[at]"
        yield "if byte < 0x80:"
        yield f"    {into} = (byte >> 1) ^ -(byte & 1)"
        yield "    at += 1"
        yield "else:"
        yield f"    {into}, at = read_long(data, at, {32 if plain == 'int' else 64})"
    elif plain == "boolean":
        yield "if data[at] > 1:"
        yield "    raise NotCertain"
        yield f"{into} = data[at] == 1"
        yield "at += 1"
    else:
        yield "byte = data[at]"
        yield "if byte & 0x81:"
        yield f"    {into}, at = read_text(data, at)"
        yield "else:"
        yield "    begin = at + 1"
        yield "    at = begin + (byte >> 1)"
        yield f"    {into} = data[begin:at].decode()"


def _symbols(enum: str) -> str:
    return f"_{_function(enum).upper().lstrip('_')}"


def _enum_module(name: str) -> str:
    from schemas import claim, encounter, finding

    return next(module.__name__.rpartition(".")[2] for module in (encounter, finding, claim) if name in vars(module))


def _enums(records: list[str]) -> list[str]:
    found: list[str] = []
    for record in records:
        for field in read_source(record)["fields"]:
            kind = field["type"][1] if isinstance(field["type"], list) else field["type"]
            named = _named(kind)
            if named is not None and read_source(named)["type"] == "enum" and named not in found:
                found.append(named)
    return found


def _reader(name: str) -> Iterator[str]:
    source = read_source(name)
    owner = f"{_module(name)}.{name}"
    yield f"def read{_function(name)}(data: bytes, at: int) -> tuple[{owner}, int]:"
    yield f'    """A {name} and the position behind it."""'
    # Filled field by field: a call with as many arguments as there are fields costs more than all of them.
    yield f"    made: Any = new({owner})"
    fresh = iter(range(1_000))
    for optional, run in itertools.groupby(source["fields"], lambda field: _zero_of(field["type"]) is not None):
        fields = list(run)
        each = [line for field in fields for line in _read_lines(field["type"], _target(field), fresh)]
        if not optional or len(fields) < _LONG_RUN:
            yield from (f"    {line}" for line in each)
            continue
        yield f"    if data.startswith(b'{chr(92)}0' * {len(fields)}, at):"
        for field in fields:
            yield f"        {_target(field)} = {_zero_of(field['type'])}"
        yield f"        at += {len(fields)}"
        yield "    else:"
        yield from (f"        {line}" for line in each)
    yield "    return made, at"


def _target(field: Any) -> str:
    return f"made.{_attribute(field['name'])}"


def _zero_of(kind: Any) -> str | None:
    """What a zero byte means as a value of a kind, where that is that nothing is there."""
    if isinstance(kind, list):
        return "None"
    return "()" if isinstance(kind, dict) and kind["type"] == "array" else None


def _write_lines(kind: Any, value: str, fresh: Iterator[int]) -> Iterator[str]:
    """Statements that write a value of a kind."""
    if isinstance(kind, list):
        depth = next(fresh)
        yield f"part{depth} = {value}"
        yield f"if part{depth} is None:"
        yield "    out.append(0)"
        yield "else:"
        yield "    out.append(2)"
        yield from (f"    {line}" for line in _write_lines(kind[1], f"part{depth}", fresh))
        return
    named = _named(kind)
    if named is not None:
        source = read_source(named)
        if source["type"] == "record":
            yield f"write{_function(named)}(out, {value})"
        elif source["type"] == "enum":
            yield f"out.append({_symbols(named)}_INDEX[{value}])"
        else:
            yield f"out += int({value} * {'100' if named == 'Money' else '1000'}).to_bytes(8, signed=True)"
        return
    if isinstance(kind, dict) and kind["type"] == "array":
        if kind["items"] in _SHARED:
            yield f"put_shared(out, {value}, write{_function(str(_named(kind['items'])))})"
            return
        depth = next(fresh)
        yield f"items{depth} = {value}"
        yield f"if items{depth}:"
        yield f"    put_long(out, len(items{depth}))"
        yield f"    for item{depth} in items{depth}:"
        yield from (f"        {line}" for line in _write_lines(kind["items"], f"item{depth}", fresh))
        yield "out.append(0)"
        return
    logical = kind.get("logicalType") if isinstance(kind, dict) else None
    plain = kind["type"] if isinstance(kind, dict) else kind
    if logical == "date":
        yield f"put_long(out, {value}.toordinal() - EPOCH_DAY)"
    elif logical == "timestamp-millis":
        yield f"put_long(out, ({value} - EPOCH) // MILLI)"
    elif plain in ("int", "long"):
        yield f"put_long(out, {value})"
    elif plain == "boolean":
        yield f"out.append(1 if {value} else 0)"
    else:
        yield f"put_text(out, {value})"


def _writer(name: str, fields: list[Any], suffix: str = "") -> Iterator[str]:
    owner = f"{_module(name)}.{name}"
    yield f"def write{_function(name)}{suffix}(out: bytearray, made: {owner}) -> None:"
    yield f'    """A {name}{", its fields " + suffix.strip("_").replace("_", " ") if suffix else ""}."""'
    fresh = iter(range(1_000))
    for field in fields:
        yield from (f"    {line}" for line in _write_lines(field["type"], f"made.{_attribute(field['name'])}", fresh))


def generate() -> str:
    """The text of the module."""
    readers = _records(_ENCOUNTER)
    written = list(readers)
    for outcome in _OUTCOMES:
        written += [name for name in _records(outcome) if name not in written and name != outcome]
    parts = [_HEADER]
    for enum in _enums([*written, *_OUTCOMES]):
        symbols = read_source(enum)["symbols"]
        kind = f"{_enum_module(enum)}.{enum}"
        listed = ", ".join(f'"{symbol}"' for symbol in symbols[1:])
        # The first symbol is never read; the second stands in its place so that the type is exact.
        parts.append(f'{_symbols(enum)}: Final[tuple[{kind}, ...]] = ("{symbols[1]}", {listed})')
        pairs = ", ".join(f'"{symbol}": {index << 1}' for index, symbol in enumerate(symbols) if index)
        parts.append(f"{_symbols(enum)}_INDEX: Final[dict[str, int]] = {{{pairs}}}")
    parts += ["\n\n" + "\n".join(_reader(name)) for name in readers]
    parts += ["\n\n" + "\n".join(_writer(name, read_source(name)["fields"])) for name in written]
    for outcome in _OUTCOMES:
        fields = read_source(outcome)["fields"]
        at = next(index for index, field in enumerate(fields) if field["name"] == "encounter")
        parts.append("\n\n" + "\n".join(_writer(outcome, fields[:at], "_before_encounter")))
        parts.append("\n\n" + "\n".join(_writer(outcome, fields[at + 1 :], "_after_encounter")))
    return _formatted("\n".join(parts) + "\n")


def _formatted(text: str) -> str:
    ruff = Path(sys.executable).parent / "ruff"
    command = [str(ruff), "format", "--stdin-filename", str(CODEC_FILE), "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


GENERATOR: Final = Generator(module="schemas.generate_codec", make=lambda: {CODEC_FILE: generate()})

if __name__ == "__main__":
    sys.exit(GENERATOR.run())

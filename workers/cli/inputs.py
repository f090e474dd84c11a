"""Reads encounter events from files: JSON lines, a JSON object or array, Avro, or X12 837."""

import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, Final

from schemas.codec import decode_encounter, frame_schema_id, read_container
from schemas.encounter import EncounterEvent
from schemas.interchange.conversion import Converted, NotConvertible, Where
from schemas.interchange.conversion_report import ConversionReport
from schemas.interchange.read_837 import read_837
from schemas.interchange.x12_tokens import is_x12
from schemas.json_form import event_id_of, parse_json, read_encounter
from schemas.misfits.foreign import foreign_bytes
from schemas.misfits.misfit import NotAnEncounter, whole
from schemas.schema_source import EmbeddedSchemas
from schemas.unreadable import Unreadable
from schemas.value import value
from workers.pipeline.outcome_form import place_of_claim

AVRO_MAGIC: Final = b"Obj\x01"
_MOST_OF_A_FILE: Final = 1 << 30
_MOST_OF_A_PIPE: Final = 1 << 26
"""Bytes to read at once; the size of a pipe or a device is not known in advance."""
_MOST_OF_A_LINE: Final = 1 << 24
_PIECE: Final = 1 << 20
_HEAD: Final = 512
"""Bytes that tell an 837 from other formats."""
_ONE_PER_LINE: Final = f"one encounter per line of UTF-8 text, at most {_MOST_OF_A_LINE >> 20} MiB each"
_NOT_READ: Final = Unreadable("malformed")


class InputMissing(Exception):
    """A file cannot be read or has no events; the message says which and why."""


@value
class Input:
    """One event from a file, or the reason why it could not be read."""

    file: str
    line: int | None
    """Line number in JSON lines, from 1."""
    index: int | None
    """Index in any other file, from 0."""
    read: EncounterEvent | Unreadable
    """The event, or why it could not be read."""
    event_id: str | None = None
    """The event ID, if it could be read."""
    where: Where | None = None
    """The claim in an 837."""

    @property
    def place(self) -> dict[str, Any]:
        """Its position, for programs."""
        if self.where is not None:
            return place_of_claim(self.file, self.where)
        return {"file": self.file, **({"line": self.line} if self.line is not None else {"index": self.index})}

    @property
    def label(self) -> str:
        """Its position, for a person."""
        if self.where is not None:
            where = self.where
            steps = (("interchange", where.interchange), ("transaction", where.transaction), ("claim", where.claim))
            inside = ", ".join(f"{name} {number}" for name, number in steps if number is not None)
            return f"{self.file} ({inside})" if inside else self.file
        if self.line is not None:
            return f"{self.file}:{self.line}"
        return self.file if not self.index else f"{self.file}[{self.index}]"


def read_inputs(file: str, report: ConversionReport | None = None, source_system: str | None = None) -> Iterator[Input]:
    """Read every event in a file; `-` is standard input.

    Args:
        file: its path.
        report: receives the elements of an 837 that no field holds.
        source_system: that of events from an 837; None for the submitter's id in the file.

    Raises:
        InputMissing: the file cannot be read or has no events.
    """
    name = "stdin" if file == "-" else file
    try:
        with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as opened:
            most = _MOST_OF_A_FILE if file != "-" and Path(file).is_file() else _MOST_OF_A_PIPE
            head = opened.read(_HEAD)
            if is_x12(head):
                yield from _claims(name, head, opened, report, source_system)
                return
            data = head + opened.read(most + 1 - len(head))
            if len(data) <= most:
                yield from _events(name, data)
            else:
                yield from _long_lines(name, data, opened)
    except OSError as error:
        raise InputMissing(f"{file}: {error.strerror or 'cannot be read'}") from None


def _claims(
    name: str, head: bytes, rest: IO[bytes], report: ConversionReport | None, source_system: str | None
) -> Iterator[Input]:
    """The claims in an 837, one by one."""
    heads = [head]

    def read(most: int) -> bytes:
        return heads.pop() if heads else rest.read(most)

    found = False
    for one in read_837(read, report or ConversionReport(), source_system):
        found = True
        if isinstance(one, Converted):
            yield Input(file=name, line=None, index=None, read=one.event, event_id=one.event.event_id, where=one.where)
        else:
            yield Input(file=name, line=None, index=None, read=NotConvertible(one), where=one.where)
    if not found:
        raise InputMissing(f"{name}: no claims in this file")


def _events(name: str, data: bytes) -> Iterator[Input]:
    """The events in an input that was read completely."""
    if not data.strip():
        raise InputMissing(f"{name}: empty file")
    if data.startswith(AVRO_MAGIC):
        yield from _avro(name, data)
        return
    try:
        # PowerShell redirects output to a file as UTF-16.
        text = data.decode(json.detect_encoding(data))
    except UnicodeDecodeError:
        fault = whole("UTF-8 text or an Avro file", foreign_bytes(data))
        yield Input(file=name, line=None, index=0, read=fault)
        return
    yield from _lines(name, text) if _is_lines(text) else _whole(name, text)


def _long_lines(name: str, head: bytes, rest: IO[bytes]) -> Iterator[Input]:
    """The events in an input that is too long to read at once, or endless: JSON lines, one by one."""
    if not any(line.lstrip().startswith(b"{") and _is_json(line) for line in head.split(b"\n")):
        yield Input(file=name, line=None, index=0, read=Unreadable("malformed", None, _ONE_PER_LINE))
        return
    number = 0
    while True:
        *lines, head = head.split(b"\n")
        for line in lines:
            number += 1
            if line.strip():
                yield _read_bytes(name, line, number)
        if len(head) > _MOST_OF_A_LINE:
            yield Input(file=name, line=number + 1, index=None, read=Unreadable("malformed", None, _ONE_PER_LINE))
            return
        piece = rest.read(_PIECE)
        if not piece:
            break
        head += piece
    if head.strip():
        yield _read_bytes(name, head, number + 1)


def _read_bytes(name: str, line: bytes, number: int) -> Input:
    try:
        return _read(name, line.decode(), number)
    except UnicodeDecodeError:
        return Input(file=name, line=number, index=None, read=Unreadable("malformed", None, _ONE_PER_LINE))


def _avro(name: str, data: bytes) -> Iterator[Input]:
    try:
        frames = read_container(data)
    except Unreadable as fault:
        yield Input(file=name, line=None, index=0, read=fault)
        return
    if not frames:
        raise InputMissing(f"{name}: no encounter events in this file")
    writer = EmbeddedSchemas().writer(frame_schema_id(frames[0]))
    for index, framed in enumerate(frames):
        read: EncounterEvent | Unreadable
        try:
            read = decode_encounter(framed, writer).event
        except Unreadable as fault:
            read = fault
        yield Input(file=name, line=None, index=index, read=read)


def _is_lines(text: str) -> bool:
    """Whether a text is JSON lines: not a single JSON value, but at least one line is a JSON object."""
    if len(text.splitlines()) < 2 or _is_json(text):
        return False
    return any(line.lstrip().startswith("{") and _is_json(line) for line in text.splitlines())


def _is_json(text: str | bytes) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _lines(name: str, text: str) -> Iterator[Input]:
    # Do not use splitlines: U+2028 and similar characters may occur inside a JSON string.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _read(name, line, number)


def _read(name: str, line: str, number: int) -> Input:
    try:
        form = parse_json(line, first_line=number)
    except NotAnEncounter as fault:
        return Input(file=name, line=number, index=None, read=fault)
    return _read_form(form, Input(file=name, line=number, index=None, read=_NOT_READ))


def _read_form(form: Any, at: Input) -> Input:
    """Read the event from parsed JSON."""
    try:
        return replace(at, read=read_encounter(form), event_id=event_id_of(form))
    except NotAnEncounter as fault:
        return replace(at, read=fault, event_id=event_id_of(form))


def _whole(name: str, text: str) -> Iterator[Input]:
    try:
        parsed = parse_json(text)
    except NotAnEncounter as fault:
        yield Input(file=name, line=None, index=0, read=fault)
        return
    if parsed == []:
        raise InputMissing(f"{name}: no encounter events in this file")
    for index, form in enumerate(parsed if isinstance(parsed, list) else [parsed]):
        yield _read_form(form, Input(file=name, line=None, index=index, read=_NOT_READ))

"""Reads encounter events from files: JSON lines, a JSON object or array, or Avro."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from schemas.codec import decode_encounter, frame_schema_id, read_container
from schemas.encounter import EncounterEvent
from schemas.json_form import NotAnEncounter, event_id_of, parse_json, read_encounter
from schemas.schema_source import EmbeddedSchemas
from schemas.unreadable import Unreadable
from schemas.value import value

_AVRO_MAGIC: Final = b"Obj\x01"
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

    @property
    def place(self) -> dict[str, Any]:
        """Its position, for programs."""
        return {"file": self.file, **({"line": self.line} if self.line is not None else {"index": self.index})}

    @property
    def label(self) -> str:
        """Its position, for a person."""
        if self.line is not None:
            return f"{self.file}:{self.line}"
        return self.file if not self.index else f"{self.file}[{self.index}]"


def read_inputs(file: str) -> Iterator[Input]:
    """Read every event in a file; `-` is standard input.

    Raises:
        InputMissing: the file cannot be read or has no events.
    """
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise InputMissing(f"{file}: {error.strerror or 'cannot be read'}") from None
    name = "stdin" if file == "-" else file
    if not data.strip():
        raise InputMissing(f"{name}: empty file")
    if data.startswith(_AVRO_MAGIC):
        yield from _avro(name, data)
        return
    try:
        # PowerShell redirects output to a file as UTF-16.
        text = data.decode(json.detect_encoding(data))
    except UnicodeDecodeError:
        yield Input(file=name, line=None, index=0, read=Unreadable("malformed", None, "UTF-8 text or an Avro file"))
        return
    yield from _lines(name, text) if _is_lines(text) else _whole(name, text)


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


def _is_json(text: str) -> bool:
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

"""Reads claims that were sent, or were rejected, from files of outcomes or of encounter events."""

import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import IO, Any, Final

from rules.engine.hits import EditFailed
from schemas.encounter import EncounterEvent
from schemas.interchange.conversion_report import ConversionReport
from schemas.interchange.x12_tokens import is_x12
from schemas.json_form import parse_json
from schemas.misfits.misfit import NotAnEncounter
from workers.answers.sent_claim import NotAClaim, Outcome, outcome_of, read_outcome
from workers.cli.inputs import AVRO_MAGIC, InputMissing, read_inputs
from workers.pipeline.outcome import DeadLetter, Ready
from workers.pipeline.process_encounter import Rulebook, check_encounter

_HEAD: Final = 512
_MOST_OF_A_LINE: Final = 1 << 24


def read_sent_file(file: str, rulebook: Rulebook, unreadable: Callable[[], None]) -> Iterator[Outcome]:
    """Read the outcomes in a file, or check its encounter events.

    Args:
        file: lines of `check --format json`, records of an outcome topic in JSON, one per line, or anything that
            `check` reads; `-` is standard input with outcomes.
        rulebook: checks events.
        unreadable: called for every dead letter, or event that gives no outcome.

    Raises:
        InputMissing: the file cannot be read, or a line is no outcome.
    """
    try:
        with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as opened:
            if file != "-" and opened.seekable() and _has_events(opened):
                yield from _check(file, rulebook, unreadable)
                return
            yield from _outcomes("stdin" if file == "-" else file, opened, unreadable)
    except OSError as error:
        raise InputMissing(f"{file}: {error.strerror or 'cannot be read'}") from None


def _has_events(opened: IO[bytes]) -> bool:
    """Whether a file has encounter events, and not outcomes; its position is unchanged."""
    head = opened.read(_HEAD)
    opened.seek(0)
    if is_x12(head) or head.startswith(AVRO_MAGIC):
        return True
    first = next((line for line in iter(lambda: opened.readline(_MOST_OF_A_LINE), b"") if line.strip()), b"")
    opened.seek(0)
    form = _parsed(first)
    return not isinstance(form, dict) or not form.keys() & {"outcome", "claim_id"}


def _outcomes(name: str, opened: IO[bytes], unreadable: Callable[[], None]) -> Iterator[Outcome]:
    number = 0
    while line := opened.readline(_MOST_OF_A_LINE):
        number += 1
        if not line.strip():
            continue
        try:
            outcome = read_outcome(_parsed(line))
        except NotAClaim:
            expected = "an outcome from claims-worker check --format json, or a record of an outcome topic"
            raise InputMissing(f"{name}:{number}: not {expected}") from None
        if outcome is None:
            unreadable()
        else:
            yield outcome
    if number == 0:
        raise InputMissing(f"{name}: empty file")


def _parsed(line: bytes) -> Any:
    try:
        return parse_json(line.decode())
    except (UnicodeDecodeError, NotAnEncounter):
        return None


def _check(file: str, rulebook: Rulebook, unreadable: Callable[[], None]) -> Iterator[Outcome]:
    for one in read_inputs(file, ConversionReport()):
        if not isinstance(one.read, EncounterEvent):
            unreadable()
            continue
        try:
            outcome = check_encounter(one.read, rulebook)
        except EditFailed as failed:
            raise InputMissing(f"{one.label}: {failed}") from None
        match outcome:
            case DeadLetter():
                unreadable()
            case Ready():
                yield outcome_of(outcome.claim)
            case _:
                yield outcome_of(outcome.rejection)

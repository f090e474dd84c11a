"""Facts of the outcomes in files of `check --format json` lines."""

import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Final

from schemas.claim import ClaimReady
from schemas.json_form import parse_json, read_outcome
from schemas.misfits.misfit import NotAnEncounter
from schemas.rejection import ClaimRejected
from workers.insight.facts import Place, Row, facts_of, unreadable
from workers.insight.keys import Keys

_MOST_BYTES: Final = 32 * 1024 * 1024
"""The longest line: an outcome of the largest event that a worker accepts is far shorter."""


class NotOutcomes(Exception):
    """A file cannot be read as outcomes; the message says where and why."""


def facts_in_files(paths: Sequence[Path]) -> Iterator[Row]:
    """The facts of all lines, in order; a dead letter is a row without facts.

    The keys of persons are made under a secret that is forgotten afterwards: they are good for one report.

    Raises:
        NotOutcomes: a file is missing, or a line is no outcome.
    """
    keys = Keys(secret=secrets.token_bytes(32))
    for number, path in enumerate(paths):
        try:
            with path.open("rb") as lines:
                yield from _facts_in(lines, path, number, keys)
        except OSError as error:
            raise NotOutcomes(f"{path}: {error.strerror}") from None


def _facts_in(lines: IO[bytes], path: Path, number: int, keys: Keys) -> Iterator[Row]:
    for line_number, line in enumerate(iter(lambda: lines.readline(_MOST_BYTES + 1), b""), 1):
        if line.strip():
            try:
                yield _facts_of_line(line, keys, Place(topic=None, partition=number, offset=line_number))
            except (NotAnEncounter, UnicodeDecodeError, ValueError):
                raise NotOutcomes(
                    f"{path}, line {line_number}: is not an outcome as claims-worker check --format json writes it"
                ) from None


def _facts_of_line(line: bytes, keys: Keys, place: Place) -> Row:
    if len(line) > _MOST_BYTES:
        raise ValueError("too long")
    form = parse_json(line.decode())
    match form.get("outcome") if isinstance(form, dict) else None:
        case "ready":
            return facts_of(read_outcome(form.get("claim"), ClaimReady), keys, place)
        case "rejected":
            return facts_of(read_outcome(form.get("rejection"), ClaimRejected), keys, place)
        case "dead_letter":
            return unreadable(place)
        case _:
            raise ValueError("no outcome")

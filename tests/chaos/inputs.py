"""Inputs in any number, each with the one outcome that is right for it."""

import copy
import dataclasses
import uuid
from collections.abc import Iterator
from functools import cache
from itertools import cycle, islice
from typing import Any, Final, NamedTuple

from rules.repairs.claim_id import claim_id
from schemas.codec import encode_encounter
from schemas.encounter import EncounterEvent
from schemas.json_form import read_encounter
from schemas.samples import sample_form, sample_names
from tests.golden.judge_samples import shipped_rulebook
from workers.pipeline.outcome import Ready, Rejected
from workers.pipeline.process_encounter import check_encounter

_EVENT_IDS: Final = uuid.UUID("0c7a2c2e-3a1c-4f53-8d06-1b0a9b7f4a10")
_UNREADABLE_EVERY: Final = 50


class Right(NamedTuple):
    """An outcome, as a consumer sees it: its topic, its key, and the edits that found something or the reason."""

    kind: str
    key: bytes | None
    says: tuple[str, ...]


class Input(NamedTuple):
    """A record to publish, and its right outcome."""

    key: bytes | None
    value: bytes | None
    right: Right


def encounter_inputs(count: int, first: int = 0) -> Iterator[Input]:
    """Encounters made of the samples, each with an encounter id, and so a claim id, of its own; some are unreadable."""
    samples = [read_encounter(sample_form(name)) for name in sample_names()]
    for number, sample in enumerate(islice(cycle(samples), count), first):
        name = f"CHAOS-{number:07d}"
        if number % _UNREADABLE_EVERY == _UNREADABLE_EVERY - 1:
            yield unreadable(name.encode(), f"no encounter event {number}".encode(), "not-framed")
            continue
        yield Input(name.encode(), encode_encounter(renamed(sample, name)), _right(sample, renamed(sample, name)))


def renamed(sample: EncounterEvent, name: str) -> EncounterEvent:
    """The same encounter with another id."""
    # A value is a dataclass, but the type checker does not know that, so copy it field by field.
    event = copy.copy(sample)
    changes = {"event_id": str(uuid.uuid5(_EVENT_IDS, name)), "encounter_id": name}
    for field, content in changes.items():
        setattr(event, field, content)
    return event


def unreadable(key: bytes | None, value: bytes | None, reason: str) -> Input:
    """A record whose right outcome is a dead letter with that reason."""
    return Input(key, value, Right("dead", key, (reason,)))


def poison_inputs() -> Iterator[Input]:
    """Records of every kind that once stopped a partition, or could: by their bytes, their size or their cost."""
    office = read_encounter(sample_form("office-visit"))
    frame = encode_encounter(office)
    yield unreadable(b"tombstone", None, "not-framed")
    yield unreadable(b"empty", b"", "not-framed")
    yield unreadable(None, b"junk without a key", "not-framed")
    yield unreadable(b"unknown id", b"\0\0\0\0\x63" + frame[5:], "schema-unknown")
    yield unreadable(b"schema of an outcome", b"\0\0\0\0\x02" + frame[5:], "schema-not-released")
    yield unreadable(b"cut", frame[:-20], "truncated")
    yield unreadable(b"longer", frame + b"!", "trailing-bytes")
    yield unreadable(b"noise", frame[:5] + bytes(range(256)) * 4, "value-out-of-range")
    yield unreadable(b"too large", bytes(1_048_577), "too-large")
    for name, event, fits in _costly(office):
        right = _right(event, event) if fits else Right("dead", name, ("outcome-too-large",))
        yield Input(name, encode_encounter(event), right)


def _costly(office: EncounterEvent) -> Iterator[tuple[bytes, EncounterEvent, bool]]:
    """Encounters with long lists of what the edits compare, and whether their outcome is small enough to be written."""
    any_office: Any = office
    (line, *_), (diagnosis, *_) = any_office.service_lines, any_office.diagnoses
    diagnoses = tuple(
        dataclasses.replace(diagnosis, code=code, role="OTHER")
        for code in islice(cycle(("F0280", "D8681", "G0202", "M0100")), 9_900)
    )
    lines = tuple(
        dataclasses.replace(line, line_number=number, procedure_code=code, modifiers=(), diagnosis_pointers=())
        for number, code in enumerate(islice(cycle(("80048", "80053")), 9_000), 1)
    )
    modifiers = tuple(islice(cycle(f"{number:02}" for number in range(100)), 9_000))
    for name, fits, changes in (
        (b"9,900 diagnoses", True, {"diagnoses": diagnoses, "service_lines": ()}),
        (b"2,000 lines", True, {"service_lines": lines[:2_000]}),
        (b"9,000 lines", False, {"service_lines": lines}),
        (b"9,000 modifiers", True, {"service_lines": (dataclasses.replace(line, modifiers=modifiers),)}),
    ):
        yield name, dataclasses.replace(renamed(any_office, f"COSTLY {name.decode()}"), **changes), fits


def _right(sample: EncounterEvent, event: EncounterEvent) -> Right:
    kind, says = _says(sample)
    return Right(kind, claim_id(event).encode(), says)


@cache
def _says(sample: EncounterEvent) -> tuple[str, tuple[str, ...]]:
    """What the pipeline says of an encounter, whatever its id."""
    outcome = check_encounter(sample, shipped_rulebook())
    match outcome:
        case Ready():
            return "ready", tuple(finding.edit for finding in outcome.claim.findings)
        case Rejected():
            return "rejected", tuple(finding.edit for finding in outcome.rejection.findings)
        case _:
            raise AssertionError("an encounter is not a dead letter")

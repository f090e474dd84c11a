"""Varied encounter events for benchmarks: the shipped samples, each time as another encounter."""

from collections.abc import Iterator
from dataclasses import replace

from schemas.codec import encode_encounter
from schemas.encounter import EncounterEvent
from schemas.json_form import parse_json, read_encounter
from schemas.samples import situations

# What most of a payer's traffic looks like: clean or nearly clean; the rejected ones are one in five.
_CLEAN = (
    "office-visit",
    "office-visit-medicare",
    "hospital-outpatient-visit",
    "inpatient-stay",
    "laboratory-tests",
    "telehealth-visit",
    "child-as-dependent",
    "drug-with-ndc",
)
_REJECTED = ("rejected-code-retired", "rejected-total-and-pointers")


def sample_events() -> tuple[EncounterEvent, ...]:
    """The events that the benchmark repeats."""
    texts = situations()
    return tuple(read_encounter(parse_json(texts[name])) for name in (*_CLEAN, *_REJECTED))


def frames(count: int) -> Iterator[tuple[str, bytes]]:
    """Framed events, each with its encounter id."""
    events = sample_events()
    for number in range(count):
        event = events[number % len(events)]
        name = f"B-{number:08d}"
        yield name, encode_encounter(replace(event, encounter_id=name))

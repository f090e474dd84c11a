"""Inputs in any number, each its own: what is counted afterwards is which of them has an outcome, and how often."""

import copy
import uuid
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Final

from schemas.codec import encode_encounter
from schemas.json_form import read_encounter
from schemas.samples import sample_form, sample_names

_EVENT_IDS: Final = uuid.UUID("0c7a2c2e-3a1c-4f53-8d06-1b0a9b7f4a10")
_UNREADABLE_EVERY: Final = 50
_TOY_KINDS: Final = (b"ready", b"rejected", b"dead", b"ready")


def toy_inputs(count: int) -> Iterator[tuple[bytes, bytes]]:
    """Records of the toy worker, of all kinds and many lengths; their outcomes have the input's key."""
    for i in range(count):
        yield b"%d" % i, b"%d|%s|%s" % (i, _TOY_KINDS[i % 4], b"x" * (i % 211))


def encounter_inputs(count: int) -> Iterator[tuple[bytes, bytes]]:
    """Encounters made of the samples, each with an encounter id, and so a claim id, of its own; some are unreadable."""
    samples = [read_encounter(sample_form(name)) for name in sample_names()]
    for i, sample in enumerate(islice(cycle(samples), count)):
        name = f"CHAOS-{i:07d}"
        if i % _UNREADABLE_EVERY == _UNREADABLE_EVERY - 1:
            yield name.encode(), f"no encounter event {i}".encode()
            continue
        # A value is a dataclass, but the type checker does not know that, so copy it field by field.
        event = copy.copy(sample)
        changes = {"event_id": str(uuid.uuid5(_EVENT_IDS, name)), "encounter_id": name}
        for field, content in changes.items():
            setattr(event, field, content)
        yield name.encode(), encode_encounter(event)

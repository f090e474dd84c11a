"""What becomes of many events, as one digest a line: `python -m tests.compiled.outcomes`.

The clean corpus, odd events, varied traffic and damaged frames, each with the shipped tables and with every table. With
the compiled core and without it the same lines must be printed; the first says which of them it is.
"""

import hashlib
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from rules.catalog import load_catalogue
from rules.engine.engine import Engine
from rules.tables.table_folder import open_tables
from schemas.codec import encode_encounter, ready_encoder, rejected_encoder
from schemas.json_form import read_encounter
from tests.benchmarks.every_table import load_every_table
from tests.benchmarks.frames import sample_events
from tests.benchmarks.varied_traffic import varied_frames
from tests.corpus.corpus import corpus
from tests.corpus.odd_events import odd_events
from tests.golden.judge_samples import shipped_rulebook
from workers.core_kind import core_kind
from workers.pipeline.outcome import Outcome, Ready, Rejected
from workers.pipeline.process_encounter import NOWHERE, Rulebook, process_encounters

_SEED: Final = 14
_ODD: Final = 300
_VARIED: Final = 300
_DAMAGED: Final = 1_500
_CHUNK: Final = 40


def events() -> Iterator[bytes]:
    """The values of the records."""
    forms = [form for _, form in corpus()]
    whole = [encode_encounter(read_encounter(form)) for form in forms]
    whole += [encode_encounter(event) for event in odd_events(forms, _ODD, _SEED)]
    whole += varied_frames(_VARIED, (2022, 2026))
    yield from whole
    chance = random.Random(_SEED)
    for _ in range(_DAMAGED):
        yield _damaged(chance.choice(whole), chance)


def _damaged(frame: bytes, chance: random.Random) -> bytes:
    """A frame with one to three bytes changed, left out or repeated."""
    made = bytearray(frame)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(made))
        match chance.choice(("change", "flip", "drop", "repeat", "cut")):
            case "change":
                made[at] = chance.randrange(256)
            case "flip":
                made[at] ^= 1 << chance.randrange(8)
            case "drop":
                del made[at]
            case "repeat":
                made.insert(at, made[at])
            case _ if chance.random() < 0.1:
                del made[at + 1 :]
    return bytes(made)


def digests(rulebook: Rulebook, bodies: Sequence[bytes]) -> Iterator[str]:
    """A digest of each outcome: its bytes and what the metrics count of it, or why there is none."""
    for begin in range(0, len(bodies), _CHUNK):
        arrived = [(body, NOWHERE) for body in bodies[begin : begin + _CHUNK]]
        for outcome in process_encounters(arrived, rulebook):
            yield hashlib.sha256(_bytes_of(outcome)).hexdigest()


def _bytes_of(outcome: Outcome | Exception) -> bytes:
    if isinstance(outcome, Ready):
        made = ready_encoder().encode(outcome.claim, outcome.claim.encounter, outcome.canonical_body)
    elif isinstance(outcome, Rejected):
        made = rejected_encoder().encode(outcome.rejection, outcome.rejection.encounter, outcome.canonical_body)
    else:
        return repr(outcome).encode()
    return made + repr(outcome.tally).encode()


def main() -> None:
    """Print the lines."""
    sys.stdout.write(f"{core_kind()}\n")
    bodies = list(events())
    shipped = shipped_rulebook()
    with tempfile.TemporaryDirectory() as folder:
        every = open_tables(load_every_table(Path(folder), sample_events()))
        loaded = replace(shipped, engine=Engine(load_catalogue(), keep_going=False), tables=every)
        for name, book in (("shipped", shipped), ("every table", loaded)):
            for number, digest in enumerate(digests(book, bodies)):
                sys.stdout.write(f"{name} {number} {digest}\n")


if __name__ == "__main__":
    main()

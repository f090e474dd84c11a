"""`make bench-parts`: CPU time of each stage of an encounter, without Kafka, and of the dearest checks of edits."""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from schemas.codec import ready_encoder, rejected_encoder
from tests.benchmarks.every_table import load_every_table
from tests.benchmarks.frames import frames, sample_events
from tests.benchmarks.rulebooks import rulebooks
from tests.budget.silent_checks import nanoseconds
from workers.logs import configure_logs
from workers.pipeline.outcome import DeadLetter, Outcome, Ready
from workers.pipeline.process_encounter import NOWHERE, Rulebook, no_mark, process_encounters
from workers.processes.slot_work import tune_garbage_collection
from workers.processor import CHUNK

STAGES: Final = ("decode", "repair", "enrich", "edit", "build", "encode")
MICRO: Final = 1_000_000
_PASSES: Final = 3


def outcome_encoder() -> Callable[[Outcome], None]:
    """Encodes the record of an outcome; of a dead letter there is nothing to encode."""
    ready, rejected = ready_encoder(), rejected_encoder()

    def encode(outcome: Outcome) -> None:
        if isinstance(outcome, Ready):
            ready.encode(outcome.claim, outcome.claim.encounter, outcome.canonical_body)
        elif not isinstance(outcome, DeadLetter):
            rejected.encode(outcome.rejection, outcome.rejection.encounter, outcome.canonical_body)

    return encode


def outcomes(bodies: Sequence[bytes], rulebook: Rulebook, mark: Callable[[str], None] = no_mark) -> Iterator[Outcome]:
    """The outcomes of events, which go through the stages in groups as in the worker."""
    for begin in range(0, len(bodies), CHUNK):
        chunk = [(body, NOWHERE) for body in bodies[begin : begin + CHUNK]]
        for outcome in process_encounters(chunk, rulebook, mark=mark):
            if isinstance(outcome, Exception):
                raise outcome
            yield outcome


def measure_stages(rulebook: Rulebook, bodies: Sequence[bytes]) -> dict[str, float]:
    """CPU microseconds an encounter takes in each stage, bytes in and bytes out."""
    encode = outcome_encoder()
    spent = dict.fromkeys(STAGES, 0.0)
    last = 0.0

    def mark(stage: str) -> None:
        nonlocal last
        now = time.process_time()
        spent[stage] += now - last
        last = now

    for outcome in outcomes(bodies[:500], rulebook):
        encode(outcome)
    for begin in range(0, len(bodies), CHUNK):
        last = time.process_time()
        for outcome in outcomes(bodies[begin : begin + CHUNK], rulebook, mark):
            encode(outcome)
        mark("encode")
    return {stage: seconds / len(bodies) * MICRO for stage, seconds in spent.items()}


def measure_passes(rulebook: Rulebook, bodies: Sequence[bytes]) -> list[float]:
    """CPU microseconds an encounter takes in each pass over the same encounters; in the first, all is new."""
    encode = outcome_encoder()
    costs = []
    for _ in range(_PASSES):
        begun = time.process_time()
        for outcome in outcomes(bodies, rulebook):
            encode(outcome)
        costs.append((time.process_time() - begun) / len(bodies) * MICRO)
    return costs


def main(arguments: Sequence[str]) -> int:
    """Measure and print; `--quick` measures fewer encounters."""
    configure_logs("error", "text")
    bodies = [body for _, body in frames(1_000 if "--quick" in arguments else 5_000)]
    sys.stdout.write(f"{'µs an encounter':<15}" + "".join(f"{stage:>9}" for stage in (*STAGES, "sum")) + "\n")
    tune_garbage_collection()
    with tempfile.TemporaryDirectory() as folder:
        for name, rulebook in rulebooks(load_every_table(Path(folder), sample_events())).items():
            costs = measure_stages(rulebook, bodies)
            row = "".join(f"{cost:9.1f}" for cost in (*costs.values(), sum(costs.values())))
            sys.stdout.write(f"{name:<15}{row}\n")
    dearest = list(nanoseconds())
    sys.stdout.write(f"\ndearest of {len(dearest)} checks on claims on which they find nothing, and calls a claim\n")
    for code, cost, calls in dearest[:10]:
        sys.stdout.write(f"{code:<15}{cost:7,.0f} ns{calls:7.2f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

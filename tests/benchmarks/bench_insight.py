"""`make bench`: what the sink costs beside the worker, and how long reports take over millions of outcomes.

The worker and the sink, both without Kafka, take the same claims in turns, in one process and by CPU time, so that
other work on the machine is in neither. Reports are whole commands: they start, read the store and write a page.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Final

from schemas.codec import ready_encoder, rejected_encoder
from tests.benchmarks.frames import frames
from tests.benchmarks.many_facts import write_many_facts
from workers.build_processor import build_rulebook
from workers.insight.batch import Batch
from workers.insight.keys import Keys
from workers.insight.store import FactStore
from workers.kafka.record import InputRecord
from workers.outcomes.decode import OutcomeDecoder
from workers.pipeline.outcome import DeadLetter, Ready
from workers.pipeline.process_encounter import NOWHERE, Rulebook, process_encounters
from workers.processor import CHUNK
from workers.settings.settings import Settings

MOST_OF_WORKER: Final = 0.5
"""What the sink may cost of a claim's cost in the worker."""
MOST_SECONDS: Final = 5
MOST_MB: Final = 1_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--outcomes", type=int, default=1_700_000, help="outcomes in the store of the reports")
    parser.add_argument("--claims", type=int, default=4_000, help="claims of one round of worker and sink")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of worker and sink")
    chosen = parser.parse_args()
    _report_sink(chosen.claims, chosen.rounds)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        outcomes = write_many_facts(store, chosen.outcomes)
        for name in ("quality", "population"):
            seconds, processor, mebibytes = _run_report(name, store)
            _say(
                f"report {name} over {outcomes:,} outcomes: {seconds:.1f} s ({processor:.1f} s of CPU time), "
                f"{mebibytes:,} MB (at most {MOST_SECONDS} s on two idle cores, {MOST_MB:,} MB)"
            )


def _report_sink(claims: int, rounds: int) -> None:
    settings = Settings(schemas="embedded")
    rulebook, decoder, keys = build_rulebook(settings), OutcomeDecoder(settings), Keys(secret=b"0" * 32)
    bodies = [body for _, body in frames(claims)]
    spent: tuple[list[float], list[float]] = ([], [])
    with tempfile.TemporaryDirectory() as folder:
        store = FactStore(Path(folder) / "store", keys.fingerprint(), create=True)
        for number in range(rounds + 1):
            values: list[bytes] = []
            worker = _timed(lambda values=values: values.extend(_process(bodies, rulebook)))  # type: ignore[misc]
            start = number * claims
            sink = _timed(lambda start=start, values=values: _sink(values, start, store, decoder, keys))  # type: ignore[misc]
            if number:  # the first round fills caches
                spent[0].append(worker)
                spent[1].append(sink)
    micro = [1e6 * median(times) / claims for times in spent]
    ratio = median(sink / worker for worker, sink in zip(*spent, strict=True))
    _say(
        f"a claim costs {micro[0]:.0f} µs in the worker and {micro[1]:.0f} µs in the sink; "
        f"ratio {ratio:.2f} (at most {MOST_OF_WORKER})"
    )


def _process(bodies: Sequence[bytes], rulebook: Rulebook) -> list[bytes]:
    """The values of the outcomes, as the worker writes them."""
    ready, rejected = ready_encoder(), rejected_encoder()
    values = []
    for begin in range(0, len(bodies), CHUNK):
        for outcome in process_encounters([(body, NOWHERE) for body in bodies[begin : begin + CHUNK]], rulebook):
            if isinstance(outcome, (Exception, DeadLetter)):
                raise TypeError("no outcome")
            if isinstance(outcome, Ready):
                values.append(ready.encode(outcome.claim, outcome.claim.encounter, outcome.canonical_body))
            else:
                rejection = outcome.rejection
                values.append(rejected.encode(rejection, rejection.encounter, outcome.canonical_body))
    return values


def _sink(values: Sequence[bytes], start: int, store: FactStore, decoder: OutcomeDecoder, keys: Keys) -> None:
    """Decode the outcomes and commit their facts, as the sink does."""
    batch = Batch(keys, decoder)
    for offset, content in enumerate(values, start):
        batch.add(
            InputRecord(
                topic="outcomes", partition=0, offset=offset, timestamp_ms=None, key=b"", value=content, headers=()
            )
        )
    store.append(batch.rows(), {"outcomes:0": start + len(values)})


def _timed(work: Callable[[], None]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _run_report(name: str, store: Path) -> tuple[float, float, int]:
    """Seconds by the clock, seconds of CPU time, and the most memory in MB of one command."""
    command = [sys.executable, "-m", "workers", "insight", "report", name, str(store), "--format", "html"]
    begun = time.perf_counter()
    process = os.posix_spawn(sys.executable, [*command, "--out", str(store.with_name("page.html"))], os.environ)
    _, status, used = os.wait4(process, 0)
    if status:
        raise SystemExit(f"report {name} ended with status {status}")
    return time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

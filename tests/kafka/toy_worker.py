"""A worker whose records contain their own outcome; run as a program, it is one process of a group.

    python tests/kafka/toy_worker.py [--settings SETTINGS.json --slot SLOT] [--pause-s SECONDS]
    python tests/kafka/toy_worker.py --isolated DESCRIPTOR --parent PROCESS

A record's value is `<id>|<what>`, optionally followed by another bar and padding. `what` is `ready`, `rejected`,
`dead`, `large:<bytes>` (a claim of that size), `broken` (the processor raises) or `exit` (it ends the process). The
outcome's value is `<id>`. The second command is the disposable process for records that may have ended a worker.
"""

import argparse
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from workers.kafka.client_settings import outcome_limit
from workers.kafka.dead_letter import build_dead_letter
from workers.kafka.loop import run_loop
from workers.kafka.observer import SilentObserver
from workers.kafka.record import InputRecord, OutputRecord, Processed
from workers.kafka.worker_exit import WorkerExit
from workers.pipeline.outcome import NO_TALLY, DeadLetter
from workers.processes.isolated import run_isolated
from workers.processes.isolated_process import IsolatedProcess
from workers.settings.load import load_settings
from workers.settings.settings import Settings

# The loop looks inside an outcome only if it is a dead letter, so one value is enough for the rest.
_OUTCOME = DeadLetter(reason="malformed", tally=NO_TALLY)


class ToyProcessor:
    """Produces the outcome that each record asks for, after `pause_s` seconds."""

    def __init__(self, settings: Settings, pause_s: float = 0.0) -> None:
        self._limit = outcome_limit(settings)
        self._pause_s = pause_s

    def __call__(self, record: InputRecord) -> Processed:
        """The outcome that the record asks for."""
        if self._pause_s:
            time.sleep(self._pause_s)
        name, what = (record.value or b"|ready").split(b"|")[:2]
        kind, _, size = what.partition(b":")
        match kind:
            case b"ready" | b"rejected":
                output = OutputRecord(
                    kind="ready" if kind == b"ready" else "rejected", key=record.key, value=name, headers=record.headers
                )
            case b"large":
                # Incompressible bytes, so that the topic gets the requested size.
                output = OutputRecord(kind="ready", key=record.key, value=name + _noise(int(size)), headers=())
            case b"exit":
                os._exit(9)
            case b"dead":
                output = build_dead_letter(record, "malformed", "patient.sex", stage="decode", max_bytes=self._limit)
            case _:
                raise ValueError(f"a toy record that breaks the worker: {what!r}")
        return Processed(outcome=_OUTCOME, output=output)

    def batch(self, records: Sequence[InputRecord]) -> Iterator[Processed]:
        """The outcomes, one after the other."""
        return map(self, records)


def _noise(size: int) -> bytes:
    state = 1
    noise = bytearray()
    while len(noise) < size:
        state = state * 6364136223846793005 + 1442695040888963407 & (1 << 64) - 1
        noise += state.to_bytes(8, "little")
    return bytes(noise[:size])


def toy_isolation(settings: Settings, stop: threading.Event) -> IsolatedProcess:
    """Processes suspect records with the toy processor in a disposable process."""

    def command(answer_to: int) -> list[str]:
        return [sys.executable, __file__, "--isolated", str(answer_to), "--parent", str(os.getpid())]

    return IsolatedProcess(settings, stop, command)


def main() -> int:
    """Run one process of the group until SIGTERM; returns its exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--settings", type=Path, help="a JSON file; without it the environment sets all")
    parser.add_argument("--slot", type=int)
    parser.add_argument("--pause-s", type=float, default=0.0)
    parser.add_argument("--isolated", type=int)
    parser.add_argument("--parent", type=int)
    arguments = parser.parse_args()
    if arguments.isolated is not None:
        return run_isolated(arguments.isolated, arguments.parent, ToyProcessor)
    if arguments.settings is None:
        settings = load_settings({}, require_broker=True)
    else:
        settings = Settings(**json.loads(arguments.settings.read_text()))
    slot = settings.worker_slot if arguments.slot is None else arguments.slot
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    try:
        process = ToyProcessor(settings, arguments.pause_s)
        return run_loop(settings, slot, process, SilentObserver(), stop, toy_isolation(settings, stop))
    except WorkerExit as ended:
        return ended.code


if __name__ == "__main__":
    sys.exit(main())

"""A worker process with a toy instead of Kafka and the rules; started by the tests of the parent.

    python tests/processes/toy_child.py SLOT DESCRIPTOR PARENT BEHAVIOR

BEHAVIOR: `well` counts a dead letter every 20 ms until it is stopped; `deaf` never stops; `edit` exits like an edit
that fails; `dumpable` exits with 10 if a crash would leave no core dump, and with 11 otherwise; `exit:N` exits with
code N; `killed` is killed after some counting; `torn` leaves half a message in the pipe and is killed; `loud` sends
data that is not a message.
"""

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence

from rules.tables.source_state import TableLook
from workers.kafka.observer import CommittedBatch, LoopObserver
from workers.kafka.record import InputRecord, OutputRecord, Processed, Processor
from workers.kafka.worker_exit import WorkerExit
from workers.metrics.tables import OpenTable
from workers.pipeline.outcome import DeadLetter
from workers.processes.child import run_child
from workers.processes.pipe_frames import write_frame
from workers.settings.settings import Settings

PR_GET_DUMPABLE = 3


class ToyProcessor:
    """A processor without rules."""

    catalogue = "toy"

    def __call__(self, record: InputRecord) -> Processed:
        output = OutputRecord(kind="dead_letter", key=None, value=record.value, headers=())
        return Processed(outcome=DeadLetter(reason="not-framed"), output=output)

    def batch(self, records: Sequence[InputRecord]) -> Iterator[Processed]:
        return map(self, records)

    def open_tables(self) -> Sequence[OpenTable]:
        return ()

    def missing_tables(self) -> Sequence[str]:
        return ()

    def table_looks(self) -> Sequence[TableLook]:
        return ()

    def reload_tables(self) -> bool:
        """Never changes."""
        return False

    def take_stage_seconds(self) -> Mapping[str, float]:
        return {}


def toy_loop(settings: Settings, slot: int, process: Processor, observer: LoopObserver, stop: threading.Event) -> int:
    """Behaves as the last argument says."""
    del settings, slot
    behavior = sys.argv[4]
    if behavior.startswith("exit:"):
        raise WorkerExit(int(behavior.removeprefix("exit:")), "as told")
    if behavior == "dumpable":
        raise WorkerExit(10 + ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), "as told")
    if behavior == "edit":
        raise WorkerExit(1, "the edit DX101 raised", ("encounters.v1", 3, 17))
    observer.moved()
    observer.member(True)
    turns = 0
    while not stop.is_set() or behavior == "deaf":
        record = InputRecord(
            topic="encounters.v1", partition=0, offset=turns, timestamp_ms=None, key=None, value=b"", headers=()
        )
        observer.committed(CommittedBatch(pairs=[(record, process(record))], duration_s=0.001, publish_s=0.001))
        observer.moved()
        turns += 1
        if behavior in {"killed", "torn"} and turns == 75:
            if behavior == "torn":
                os.write(int(sys.argv[2]), write_frame(b"x" * 5000)[:1000])
            os.kill(os.getpid(), signal.SIGKILL)
        if behavior == "loud" and turns == 5:
            os.write(int(sys.argv[2]), b"Hello parent, this is no message at all.")
        time.sleep(0.02)
    return 0


if __name__ == "__main__":
    slot, descriptor, parent = (int(argument) for argument in sys.argv[1:4])
    sys.exit(run_child(slot, descriptor, parent, build=lambda _: ToyProcessor(), run_loop=toy_loop))

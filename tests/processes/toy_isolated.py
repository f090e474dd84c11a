"""A disposable process with a toy instead of the rules; each record says how it ends the process.

    python tests/processes/toy_isolated.py DESCRIPTOR PARENT [HOW-IT-STARTS]

A record's value is the behavior: `ready`, `kafka` (the outcome's value says whether the Kafka client is loaded), `pid`
(it is the process ID), `dumpable` (it is 0 if a crash would leave no core dump), `exit`, `quit` (exit code 0), `crash`,
`memory`, `loop` (holds the interpreter's lock), `sleep`, `error`, `later`, `refused`, `killed` (by another program),
`garbage` (on the pipe), `signals` (of a whole process group). HOW-IT-STARTS is `refused`, `later`, `dies` or `hangs`.
"""

import collections
import ctypes
import itertools
import os
import signal
import sys
import time
from collections.abc import Callable

from workers.kafka.record import InputRecord, OutputRecord, Processed, TryLater
from workers.kafka.worker_exit import WorkerExit
from workers.pipeline.outcome import DeadLetter
from workers.processes.isolated import run_isolated
from workers.settings.settings import Settings

_PR_GET_DUMPABLE = 3


def process(record: InputRecord) -> Processed:
    """Behave as the record says."""
    match record.value:
        case b"exit":
            os._exit(9)
        case b"quit":
            os._exit(0)
        case b"crash":
            ctypes.string_at(0)
        case b"memory":
            hoard = [bytearray(1 << 20)]
            while True:
                hoard.append(bytearray(hoard[-1]))
        case b"loop":
            collections.deque(itertools.repeat(0), maxlen=0)
        case b"sleep":
            time.sleep(600)
        case b"error":
            raise ValueError("a value of the record")
        case b"later":
            raise TryLater("the registry does not answer")
        case b"refused":
            raise WorkerExit(1, "the edit DX101 raised", (record.topic, record.partition, record.offset))
        case b"killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case b"garbage":
            os.write(int(sys.argv[1]), b"no message at all")
        case b"signals":
            for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                os.kill(os.getpid(), sign)
    told = {
        b"pid": b"%d" % os.getpid(),
        b"kafka": b"%d" % ("confluent_kafka" in sys.modules),
        b"dumpable": b"%d" % ctypes.CDLL(None).prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0),
    }
    value = told.get(record.value or b"", record.value)
    output = OutputRecord(kind="dead_letter", key=None, value=value, headers=record.headers)
    return Processed(outcome=DeadLetter(reason="not-framed"), output=output)


def build(_settings: Settings) -> Callable[[InputRecord], Processed]:
    """Start as the last argument says."""
    match sys.argv[3:]:
        case ["refused"]:
            raise WorkerExit(5, "the registry refuses")
        case ["later"]:
            raise OSError("a table is being replaced")
        case ["dies"]:
            os._exit(3)
        case ["hangs"]:
            time.sleep(600)
    return process


if __name__ == "__main__":
    sys.exit(run_isolated(int(sys.argv[1]), int(sys.argv[2]), build))

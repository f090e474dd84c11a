"""What the loop needs of a disposable process that processes one record at a time."""

from collections.abc import Callable
from typing import Final, Literal, Protocol, get_args

from workers.kafka.record import InputRecord, Processed

FailureCause = Literal["error", "exit", "signal", "cpu-time", "no-answer"]
"""How a record ended the process: an exception outside the edits (also for memory), an exit, a crash, too much CPU
time, or no progress.
"""

FAILURE_CAUSES: Final[tuple[FailureCause, ...]] = get_args(FailureCause)


class RecordFailed(Exception):
    """The record ended the disposable process; `detail` is for the operator and contains no record data."""

    def __init__(self, cause: FailureCause, detail: str) -> None:
        super().__init__(detail)
        self.cause: FailureCause = cause
        self.detail = detail


class Interrupted(Exception):
    """The worker was asked to stop while it waited for the disposable process."""


class Isolation(Protocol):
    """A disposable process without a Kafka client; it starts when it is needed."""

    def process(self, record: InputRecord, alive: Callable[[], None]) -> Processed:
        """Return the outcome of one record; `alive` is called every second while the process is making progress.

        Raises `RecordFailed` if the record ended the process, `Interrupted`, and everything that a `Processor` raises.
        If the process ends for a reason other than the record, it raises `TryLater`.
        """
        ...

    def close(self) -> None:
        """End the process if it is running; the next record starts a new one."""
        ...

"""What a worker and its disposable process send each other, pickled, besides records and outcomes."""

from typing import Final, TypeAlias

from schemas.value import value
from workers.kafka.record import Processed

MAX_MESSAGE_BYTES: Final = 1 << 31
"""Maximum size of a record or an outcome on the pipe; the memory limit is lower."""


@value
class Limits:
    """`memory_bytes` that the process may use beyond what it has at start; CPU seconds for each record."""

    memory_bytes: int
    cpu_s: int


@value
class Begun:
    """The process is ready (`record` False), or begins with the record that it was sent."""

    record: bool


@value
class Failed:
    """The record raised an exception outside the edits; `detail` is its type and location. The process ends."""

    detail: str


@value
class Later:
    """A required service is unavailable, or the process could not start."""

    reason: str


@value
class Ended:
    """The record, or the start, raised `WorkerExit`."""

    code: int
    message: str
    position: tuple[str, int, int] | None


Answer: TypeAlias = Begun | Processed | Failed | Later | Ended

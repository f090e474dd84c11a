"""Events that the loop reports to metrics, health and the status page."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal, Protocol, get_args

from schemas.value import value
from workers.kafka.isolation import FailureCause
from workers.kafka.record import InputRecord, Processed

Partition = tuple[str, int]
"""Topic and partition number."""

LossCause = Literal["retention", "beyond-end", "no-offset", "recreated"]
"""Why reading cannot continue at the committed offset: records before the log's start were deleted; the log ends before
the offset; the group has no offset although records were processed or deleted; the topic was deleted and recreated.
"""

WaitSource = Literal["calls", "clock", "input", "service", "topic", "topics"]
"""What waits: calls to a broker, writing with this machine's time, reading, a record that needs a service, the input
topic, or the start for topics."""

WAITING: Final[Mapping[WaitSource, str]] = {
    "clock": "waiting for the clock of this machine",
    "service": "waiting for a required service",
}
"""What the worker waits for, by source; for Kafka where it is not listed."""

LOSS_CAUSES: Final[tuple[LossCause, ...]] = get_args(LossCause)


@value
class CommittedBatch:
    """One committed transaction: every record with its outcome; durations in seconds."""

    pairs: Sequence[tuple[InputRecord, Processed]]
    duration_s: float
    publish_s: float


class LoopObserver(Protocol):
    """Receives each event after it happened. Every call is made on the loop's thread and must return quickly."""

    def committed(self, batch: CommittedBatch) -> None:
        """A transaction was committed; its outcomes count from now on."""

    def aborted(self) -> None:
        """A transaction was aborted; its records will be read again."""

    def rebalanced(self, kind: Literal["assigned", "revoked", "lost"], owned: frozenset[Partition]) -> None:
        """Partitions were assigned, revoked or lost; `owned` is the current assignment."""

    def lag(self, lag: Mapping[Partition, int]) -> None:
        """Records not yet committed, for each assigned partition whose lag is known."""

    def blocked(self, records: Mapping[Partition, int]) -> None:
        """Records behind a transaction that a producer keeps open, for each assigned partition whose lag is known."""

    def position_lost(self, cause: LossCause) -> None:
        """Reading of a partition could not continue at the committed offset."""

    def held(self, partitions: Mapping[Partition, str]) -> None:
        """The stopped partitions, each with its reason; empty if all assigned partitions are read."""

    def record_failed(self, cause: FailureCause) -> None:
        """A record ended the disposable process that checked it."""

    def waiting(self, source: WaitSource, reason: str | None) -> None:
        """Why the worker waits though a broker answers; None: no longer. `source` distinguishes several reasons."""

    def broker(self, reachable: bool, reason: str | None) -> None:
        """A broker became reachable or unreachable; `reason` is the client's last error text, without record data."""

    def member(self, joined: bool) -> None:
        """The worker joined its group, with or without partitions, or left it."""

    def moved(self) -> None:
        """The loop is alive, including while it waits for a broker."""

    def left(self, exit_code: int) -> None:
        """The loop ended."""


class SilentObserver:
    """An observer that does nothing, for tools and tests that need no metrics."""

    def committed(self, batch: CommittedBatch) -> None:
        """Ignored."""

    def aborted(self) -> None:
        """Ignored."""

    def rebalanced(self, kind: Literal["assigned", "revoked", "lost"], owned: frozenset[Partition]) -> None:
        """Ignored."""

    def lag(self, lag: Mapping[Partition, int]) -> None:
        """Ignored."""

    def blocked(self, records: Mapping[Partition, int]) -> None:
        """Ignored."""

    def position_lost(self, cause: LossCause) -> None:
        """Ignored."""

    def held(self, partitions: Mapping[Partition, str]) -> None:
        """Ignored."""

    def record_failed(self, cause: FailureCause) -> None:
        """Ignored."""

    def waiting(self, source: WaitSource, reason: str | None) -> None:
        """Ignored."""

    def broker(self, reachable: bool, reason: str | None) -> None:
        """Ignored."""

    def member(self, joined: bool) -> None:
        """Ignored."""

    def moved(self) -> None:
        """Ignored."""

    def left(self, exit_code: int) -> None:
        """Ignored."""

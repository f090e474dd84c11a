"""What the loop tells the world outside: metrics, health and the status page listen here."""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from schemas.value import value
from workers.kafka.record import InputRecord, Processed

Partition = tuple[str, int]
"""Topic and partition number."""


@value
class CommittedBatch:
    """One committed transaction: every record read and what became of it; durations in seconds."""

    pairs: Sequence[tuple[InputRecord, Processed]]
    duration_s: float
    publish_s: float


class LoopObserver(Protocol):
    """Hears what happened after it happened. Every call comes from the loop's thread and must return at once."""

    def committed(self, batch: CommittedBatch) -> None:
        """A transaction was committed; only now its outcomes count."""

    def aborted(self) -> None:
        """A transaction was aborted; its records will be read again."""

    def rebalanced(self, kind: Literal["assigned", "revoked", "lost"], owned: frozenset[Partition]) -> None:
        """Partitions came or went; `owned` is what the worker has now."""

    def lag(self, lag: Mapping[Partition, int]) -> None:
        """Records not yet committed, for each partition owned."""

    def broker(self, reachable: bool, reason: str | None) -> None:
        """A broker answers again, or none does; `reason` is the client's last error text, without data of a record."""

    def member(self, joined: bool) -> None:
        """The worker is a member of its group, with or without partitions, or is not."""

    def moved(self) -> None:
        """The loop made a turn, also while it waits for a broker."""

    def left(self, exit_code: int) -> None:
        """The loop ended."""


class SilentObserver:
    """An observer that hears everything and does nothing: for tools and tests that need no figures."""

    def committed(self, batch: CommittedBatch) -> None:
        """Ignored."""

    def aborted(self) -> None:
        """Ignored."""

    def rebalanced(self, kind: Literal["assigned", "revoked", "lost"], owned: frozenset[Partition]) -> None:
        """Ignored."""

    def lag(self, lag: Mapping[Partition, int]) -> None:
        """Ignored."""

    def broker(self, reachable: bool, reason: str | None) -> None:
        """Ignored."""

    def member(self, joined: bool) -> None:
        """Ignored."""

    def moved(self) -> None:
        """Ignored."""

    def left(self, exit_code: int) -> None:
        """Ignored."""

"""Replaces an outcome that is too large for its topic by a dead letter, and that by a pointer if needed."""

from collections.abc import Callable
from typing import Final

from confluent_kafka import KafkaError

from schemas.unreadable import DeadLetterReason
from workers.kafka.dead_letter import build_dead_letter, build_pointer
from workers.kafka.record import InputRecord, OutputRecord, Processed
from workers.kafka.worker_exit import WorkerExit
from workers.pipeline.outcome import NO_TALLY, DeadLetter

TOO_LARGE: Final = frozenset({KafkaError.MSG_SIZE_TOO_LARGE, KafkaError.RECORD_LIST_TOO_LARGE})
"""Errors for a record or batch that is larger than the client or the topic allows."""

REASON: Final[DeadLetterReason] = "outcome-too-large"

_Position = tuple[str, int, int]


class TooLarge:
    """Records whose outcome was rejected for its size, and what to write instead.

    The client rejects most of them before sending. If a topic's limit is lower than the client's, the broker rejects
    a whole transaction. The batch is then read again, and `careful` asks for each record to be sent alone, so that
    the broker's answer identifies the record.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._refusals: dict[_Position, int] = {}
        self.careful = False

    def refuse(self, record: InputRecord, processed: Processed) -> Processed:
        """What to write instead of `processed`, which was rejected; raises if even a pointer was rejected."""
        if processed.output.kind != "dead_letter":
            return _dead_letter(record, build_dead_letter, self._max_bytes)
        if processed.output.value:
            return _pointer_of(record, processed, self._max_bytes)
        raise WorkerExit(5, "the dead-letter topic is too small even for a pointer: raise its max.message.bytes")

    def remember(self, record: InputRecord) -> None:
        """Record that the broker rejected the output for `record`; the next attempt writes something smaller."""
        position = (record.topic, record.partition, record.offset)
        self._refusals[position] = self._refusals.get(position, 0) + 1

    def replace(self, record: InputRecord, processed: Processed) -> Processed:
        """What to write for `record`, given the rejections so far."""
        for _ in range(self._refusals.get((record.topic, record.partition, record.offset), 0)):
            processed = self.refuse(record, processed)
        return processed

    def settled(self) -> None:
        """Clear the state after the batch was committed."""
        if self.careful:
            self._refusals.clear()
            self.careful = False


def _dead_letter(record: InputRecord, build: Callable[..., OutputRecord], max_bytes: int) -> Processed:
    return Processed(
        outcome=DeadLetter(reason=REASON, tally=NO_TALLY),
        output=build(record, REASON, None, stage="publish", max_bytes=max_bytes),
    )


def _pointer_of(record: InputRecord, processed: Processed, max_bytes: int) -> Processed:
    outcome = processed.outcome
    if not isinstance(outcome, DeadLetter):
        return _dead_letter(record, build_pointer, max_bytes)
    pointer = build_pointer(record, outcome.reason, outcome.field, stage="publish", max_bytes=max_bytes)
    return Processed(outcome=outcome, output=pointer)

"""An outcome that its topic does not take becomes a dead letter, a dead letter that does not fit a pointer."""

from collections.abc import Callable
from typing import Final

from confluent_kafka import KafkaError

from schemas.unreadable import DeadLetterReason
from workers.kafka.dead_letter import build_dead_letter, build_pointer
from workers.kafka.record import InputRecord, OutputRecord, Processed
from workers.kafka.worker_exit import WorkerExit
from workers.pipeline.outcome import NO_TALLY, DeadLetter

TOO_LARGE: Final = frozenset({KafkaError.MSG_SIZE_TOO_LARGE, KafkaError.RECORD_LIST_TOO_LARGE})
"""Errors of a record, or of a batch of records, that is larger than the client or the topic allows."""

REASON: Final[DeadLetterReason] = "outcome-too-large"

_Position = tuple[str, int, int]


class Oversize:
    """Records whose outcome was refused for its size, and what is written in its place.

    The client refuses most of them before they are sent. Where a topic takes less than the client, the broker
    refuses a whole transaction; then the batch is read again and `careful` asks for each record to be sent alone, so
    that the broker's answer names one record.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._refusals: dict[_Position, int] = {}
        self.careful = False

    def refuse(self, record: InputRecord, processed: Processed) -> Processed:
        """What to write instead of `processed`, now that it was refused; raises when even a pointer was."""
        if processed.output.kind != "dead_letter":
            return _dead_letter(record, build_dead_letter, self._max_bytes)
        if processed.output.value:
            return _pointer_of(record, processed, self._max_bytes)
        raise WorkerExit(5, "the dead-letter topic does not even take a pointer: raise its max.message.bytes")

    def remember(self, record: InputRecord) -> None:
        """The broker refused what was written for `record`; the next time something smaller is written."""
        position = (record.topic, record.partition, record.offset)
        self._refusals[position] = self._refusals.get(position, 0) + 1

    def replace(self, record: InputRecord, processed: Processed) -> Processed:
        """What to write for `record` after all that was refused so far."""
        for _ in range(self._refusals.get((record.topic, record.partition, record.offset), 0)):
            processed = self.refuse(record, processed)
        return processed

    def settled(self) -> None:
        """The batch was committed."""
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

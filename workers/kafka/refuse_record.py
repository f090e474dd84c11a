"""A record that the client cannot read as a whole is a dead letter: no step after the client ever sees it."""

from schemas.unreadable import DeadLetterReason
from workers.kafka.dead_letter import build_dead_letter
from workers.kafka.record import Fault, InputRecord, Processed
from workers.pipeline.outcome import NO_TALLY, DeadLetter


def refuse_record(record: InputRecord, fault: Fault, max_bytes: int) -> Processed:
    """The dead letter of `record`, of whose parts `fault` cannot be read; it holds every part that can be.

    `max_bytes` is the size limit of a dead letter.
    """
    reason: DeadLetterReason = "value-out-of-range" if fault == "timestamp" else "malformed"
    return Processed(
        outcome=DeadLetter(reason=reason, field=fault, tally=NO_TALLY),
        output=build_dead_letter(record, reason, fault, stage="fetch", max_bytes=max_bytes),
    )

"""A record that the client cannot read completely becomes a dead letter; no later step sees it."""

from schemas.unreadable import DeadLetterReason
from workers.kafka.dead_letter import build_dead_letter
from workers.kafka.record import Fault, InputRecord, Processed
from workers.pipeline.outcome import NO_TALLY, DeadLetter


def refuse_record(record: InputRecord, fault: Fault, max_bytes: int) -> Processed:
    """The dead letter for a `record` with a part (`fault`) that cannot be read; it keeps all other parts.

    `max_bytes` is the size limit of a dead letter.
    """
    reason: DeadLetterReason = "value-out-of-range" if fault == "timestamp" else "malformed"
    return Processed(
        outcome=DeadLetter(reason=reason, field=fault, tally=NO_TALLY),
        output=build_dead_letter(record, reason, fault, stage="fetch", max_bytes=max_bytes),
    )

"""Processes a batch of records, or as many as fit in the time that a member may go without polling."""

import time
from collections.abc import Sequence
from typing import Final

from workers.kafka.describe_failure import describe_failure
from workers.kafka.record import InputRecord, Processor, TryLater
from workers.kafka.refuse_record import refuse_record
from workers.kafka.transaction import Pair
from workers.kafka.worker_exit import WorkerExit

PROCESS_S: Final = 10.0
"""Seconds after which a batch is cut short, so that huge events do not exceed max.poll.interval.ms."""


def process_batch(records: Sequence[InputRecord], process: Processor, dead_letter_bytes: int) -> list[Pair]:
    """Return the outcomes of the first records of a batch, at least one.

    Args:
        records: the records read, in order.
        process: returns the outcomes of records that the client can read.
        dead_letter_bytes: size limit of the dead letter for a record that it cannot.

    Raises:
        TryLater: a required service is unavailable.
        WorkerExit: an internal error, with the position of the record.
    """
    now = time.monotonic
    over = now() + PROCESS_S
    pairs: list[Pair] = []
    keep = pairs.append
    record = records[0]
    outcomes = process.batch([record for record in records if record.fault is None])
    try:
        for record in records:
            fault = record.fault
            keep((record, next(outcomes) if fault is None else refuse_record(record, fault, dead_letter_bytes)))
            if now() > over:
                break
    except TryLater:
        raise
    except WorkerExit as ended:
        ended.position = ended.position or (record.topic, record.partition, record.offset)
        raise
    except Exception as raised:
        raise WorkerExit(
            1,
            f"internal error: {describe_failure(raised)} while processing record "
            f"{record.topic}/{record.partition}/{record.offset}; nothing in the batch was committed",
            (record.topic, record.partition, record.offset),
        ) from raised
    return pairs

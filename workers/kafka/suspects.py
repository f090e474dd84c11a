"""Processes records of which one has probably ended two processes, so that it ends neither a third one nor the group.

Each record runs in a disposable process. A record that ends two of them in a row gets its outcome here: a dead letter,
or its partition is stopped. Nothing else counts against a record: not a failed edit, a service or broker that is
unavailable, or a process that something other than the record has ended.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import structlog

from schemas.value import value
from workers.kafka.dead_letter import build_dead_letter
from workers.kafka.isolation import Interrupted, Isolation, RecordFailed
from workers.kafka.observer import LoopObserver, Partition
from workers.kafka.record import InputRecord, Processed
from workers.kafka.refuse_record import refuse_record
from workers.kafka.transaction import Pair
from workers.pipeline.outcome import NO_TALLY, DeadLetter
from workers.settings.settings import Settings

ENDS: Final = 2
"""A record that ended this many disposable processes gets no further one."""

LONGEST_S: Final = 5.0
"""Seconds after which a batch is cut short: the last record can take 24 more, and a start 20."""

Position = tuple[str, int, int]

log = structlog.get_logger()


@value
class TriedBatch:
    """The outcomes of the first records of a batch, maybe none; `poison` is the record to stop at, and why."""

    pairs: list[Pair]
    poison: InputRecord | None = None
    reason: str = ""


class Suspects:
    """Runs suspect records in isolation, and remembers which of them ended a process.

    `dead_letter_bytes` is the size limit of a dead letter; `clock` is monotonic, in seconds.
    """

    def __init__(
        self,
        settings: Settings,
        isolation: Isolation,
        observer: LoopObserver,
        dead_letter_bytes: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stop_at_poison = settings.on_poison == "stop"
        self._isolation = isolation
        self._observer = observer
        self._dead_letter_bytes = dead_letter_bytes
        self._clock = clock
        self._ends: dict[Position, list[str]] = {}
        self._announced: set[Partition] = set()

    def process(
        self, records: Sequence[InputRecord], tries: Mapping[Partition, int], alive: Callable[[], None]
    ) -> TriedBatch:
        """The outcomes of the first records: up to the time limit, or to a record that ends the process.

        `tries` are the failed tries of the suspect partitions; `alive` is called every second. Raises everything that a
        processor raises.
        """
        self._announce(tries)
        over = self._clock() + LONGEST_S
        pairs: list[Pair] = []
        for record in records:
            position = _position(record)
            if len(self._ends.get(position, ())) >= ENDS:
                if self._stop_at_poison:
                    return TriedBatch(pairs=pairs, poison=record, reason=self._reason(record))
                pairs.append((record, self._set_aside(record)))
                continue
            if record.fault is not None:
                pairs.append((record, refuse_record(record, record.fault, self._dead_letter_bytes)))
                continue
            try:
                pairs.append((record, self._isolation.process(record, alive)))
            except RecordFailed as failed:
                self._take_end(record, failed)
                break
            except Interrupted:
                break
            self._ends.pop(position, None)
            if self._clock() > over:
                break
        return TriedBatch(pairs=pairs)

    def settled(self, pairs: Sequence[Pair]) -> None:
        """These outcomes are committed."""
        for record, _ in pairs:
            self._ends.pop(_position(record), None)

    def close(self) -> None:
        """No record is suspect any more: end the disposable process."""
        self._ends.clear()
        self._announced.clear()
        self._isolation.close()

    def _announce(self, tries: Mapping[Partition, int]) -> None:
        for topic, partition in sorted(tries.keys() - self._announced):
            self._announced.add((topic, partition))
            log.warning(
                "checking records in a disposable process, because earlier processes ended while they checked them",
                topic=topic,
                partition=partition,
                failed_tries=tries[topic, partition],
            )

    def _take_end(self, record: InputRecord, failed: RecordFailed) -> None:
        ends = self._ends.setdefault(_position(record), [])
        ends.append(failed.detail)
        last = "stop the partition" if self._stop_at_poison else "make it a dead letter"
        self._observer.record_failed(failed.cause)
        log.error(
            "record ended the process that checked it",
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            cause=failed.cause,
            detail=failed.detail,
            ends=len(ends),
            then="try again" if len(ends) < ENDS else last,
        )

    def _set_aside(self, record: InputRecord) -> Processed:
        return Processed(
            outcome=DeadLetter(reason="worker-failed", tally=NO_TALLY),
            output=build_dead_letter(record, "worker-failed", None, stage="process", max_bytes=self._dead_letter_bytes),
        )

    def _reason(self, record: InputRecord) -> str:
        why = self._ends[_position(record)][-1]
        return (
            f"{record.topic}/{record.partition} is stopped: the record at offset {record.offset} ended {ENDS} "
            f"processes that checked it ({why}); to make it a dead letter, set CLAIMS_ON_POISON=dead-letter"
        )


def _position(record: InputRecord) -> Position:
    return record.topic, record.partition, record.offset

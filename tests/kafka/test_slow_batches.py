"""A batch that takes too long is cut short, so that a worker with huge events stays in its group."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.kafka.harness import LoopInThread, output_topics
from tests.kafka.toy_worker import ToyProcessor
from workers.kafka import process_batch
from workers.kafka.batch import first_offsets, following_offsets
from workers.kafka.publish import publish_records
from workers.kafka.reader import read_to_end
from workers.kafka.record import InputRecord
from workers.settings.settings import Settings

RECORDS = 60


def _record(partition: int, offset: int) -> InputRecord:
    return InputRecord(
        topic="in", partition=partition, offset=offset, timestamp_ms=None, key=None, value=None, headers=()
    )


def test_offsets_of_a_cut_batch() -> None:
    """By partition: the offset after the last processed record, and the first offset of the rest."""
    records = [_record(0, 5), _record(1, 9), _record(0, 6), _record(0, 8)]
    assert following_offsets(records[:3]) == {("in", 0): 7, ("in", 1): 10}
    assert first_offsets(records[2:]) == {("in", 0): 6}


@pytest.mark.slow
def test_cut_batches_lose_and_duplicate_nothing(
    settings_of: Callable[..., Settings],
    start_loop: Callable[..., LoopInThread],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With every batch cut short, each record has its outcome exactly once, and no lag remains."""
    monkeypatch.setattr(process_batch, "PROCESS_S", 0.15)
    settings = settings_of(partitions=3)
    inputs: list[tuple[Any, Any]] = [(b"k%d" % n, b"%d|ready" % n) for n in range(RECORDS)]
    publish_records(settings, settings.input_topic, inputs)
    running = start_loop(settings, ToyProcessor(settings, pause_s=0.02))
    running.wait_for(lambda: running.observer.committed_records == RECORDS)
    assert len(running.observer.batches) > 3
    assert max(len(batch.pairs) for batch in running.observer.batches) < RECORDS / 3
    assert running.drain() == 0
    found = Counter(record.value for record in read_to_end(settings, output_topics(settings)))
    assert found == {b"%d" % n: 1 for n in range(RECORDS)}

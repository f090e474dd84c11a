"""A record that ends two disposable processes gets its outcome without a third; nothing else counts against it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from tests.kafka.harness import RecordingObserver, unique_settings
from tests.kafka.toy_worker import ToyProcessor
from workers.kafka.dead_letter import REASON
from workers.kafka.isolation import Interrupted, RecordFailed
from workers.kafka.record import Fault, InputRecord, Processed, TryLater
from workers.kafka.suspects import LONGEST_S, Suspects
from workers.kafka.transaction import Pair
from workers.kafka.worker_exit import WorkerExit
from workers.pipeline.outcome import DeadLetter

TRIES = {("in", 0): 2}
_LIMIT = 1 << 20


class _Script:
    """An isolation that raises what each value says, and counts what it processed."""

    def __init__(self, raises: Mapping[bytes, Sequence[Exception | None]] | None = None) -> None:
        self._raises = {value: list(planned) for value, planned in (raises or {}).items()}
        self._toy = ToyProcessor(unique_settings("nowhere:9092"))
        self.processed: list[bytes] = []
        self.closed = 0

    def process(self, record: InputRecord, alive: Callable[[], None]) -> Processed:
        alive()
        assert record.value is not None
        self.processed.append(record.value)
        planned = self._raises.get(record.value, [])
        failure = planned.pop(0) if planned else None
        if failure is not None:
            raise failure
        return self._toy(record)

    def close(self) -> None:
        self.closed += 1


def _suspects(script: _Script, observer: RecordingObserver | None = None, **chosen: Any) -> Suspects:
    clock = chosen.pop("clock", lambda: 0.0)
    settings = unique_settings("nowhere:9092", **chosen)
    return Suspects(settings, script, observer or RecordingObserver(), _LIMIT, clock)


def _records(*values: bytes, fault: Fault | None = None) -> list[InputRecord]:
    return [
        InputRecord(
            topic="in",
            partition=0,
            offset=17 + i,
            timestamp_ms=None,
            key=b"k",
            value=value,
            headers=(("a", b"\xff"),),
            fault=fault,
        )
        for i, value in enumerate(values)
    ]


def _run(suspects: Suspects, records: Sequence[InputRecord]) -> list[Pair]:
    """Process all records as the loop does: again from the first one without an outcome."""
    pairs: list[Pair] = []
    for _ in range(50):
        tried = suspects.process(records[len(pairs) :], TRIES, lambda: None)
        suspects.settled(tried.pairs)
        pairs += tried.pairs
        if len(pairs) == len(records):
            return pairs
    raise AssertionError("the records have no outcome after 50 turns")


def test_a_record_that_ends_two_processes_is_a_dead_letter() -> None:
    """It is processed twice and set aside whole; the records before and after it have their own outcomes."""
    script = _Script({b"b|ready": [RecordFailed("signal", "ended by signal 11")] * 2})
    observer = RecordingObserver()
    records = _records(b"a|ready", b"b|ready", b"c|rejected")
    pairs = _run(_suspects(script, observer), records)
    assert [record for record, _ in pairs] == records
    assert [processed.output.kind for _, processed in pairs] == ["ready", "dead_letter", "rejected"]
    assert script.processed == [b"a|ready", b"b|ready", b"b|ready", b"c|rejected"]
    _, condemned = pairs[1]
    assert condemned.outcome == DeadLetter(reason="worker-failed")
    assert (condemned.output.key, condemned.output.value) == (b"k", b"b|ready")
    headers = dict(condemned.output.headers)
    assert (headers[REASON], headers["__connect.errors.stage"], headers["a"]) == (b"worker-failed", b"process", b"\xff")
    assert observer.failures == ["signal", "signal"]


def test_a_record_that_ends_one_process_keeps_its_own_outcome() -> None:
    """The second process gets the record through, and its count starts again."""
    failures: list[Exception | None] = [RecordFailed("exit", "exit code 1"), None, RecordFailed("exit", "exit code 1")]
    script = _Script({b"a|ready": failures})
    suspects = _suspects(script)
    records = _records(b"a|ready")
    assert [processed.output.kind for _, processed in _run(suspects, records)] == ["ready"]
    assert [processed.output.kind for _, processed in _run(suspects, records)] == ["ready"]
    assert script.processed == [b"a|ready"] * 4


def test_two_poison_records_do_not_hide_each_other() -> None:
    """The ends of each record are counted on their own, in whatever order the records are read."""
    failures = {value: [RecordFailed("cpu-time", "too long")] * 2 for value in (b"a|ready", b"b|ready")}
    suspects = _suspects(_Script(failures))
    first, second = _records(b"a|ready", b"b|ready")
    for records in ([first, second], [second, first], [first, second], [second, first]):
        assert suspects.process(records, TRIES, lambda: None).pairs == []
    kinds = [processed.outcome for _, processed in suspects.process([first, second], TRIES, lambda: None).pairs]
    assert kinds == [DeadLetter(reason="worker-failed")] * 2


def test_under_stop_the_batch_ends_before_the_record() -> None:
    """The records before it have outcomes; the reason names the position, what happened and the setting."""
    script = _Script({b"b|ready": [RecordFailed("no-answer", "no answer within 20 s")] * 2})
    suspects = _suspects(script, on_poison="stop")
    records = _records(b"a|ready", b"b|ready", b"c|ready")
    assert len(suspects.process(records, TRIES, lambda: None).pairs) == 1
    assert suspects.process(records[1:], TRIES, lambda: None).pairs == []
    tried = suspects.process(records, TRIES, lambda: None)
    assert (len(tried.pairs), tried.poison) == (1, records[1])
    assert "in/0 is stopped: the record at offset 18" in tried.reason
    assert "no answer within 20 s" in tried.reason
    assert "CLAIMS_ON_POISON=dead-letter" in tried.reason


@pytest.mark.parametrize(
    "raised",
    [
        TryLater("the registry does not answer"),
        WorkerExit(1, "the edit DX101 raised", ("in", 0, 17)),
        WorkerExit(5, "the registry refuses"),
    ],
)
def test_failures_that_are_not_the_records_never_count(raised: Exception) -> None:
    """A failed edit that stops the worker, and a service that is away, are passed on, however often they occur."""
    suspects = _suspects(_Script({b"a|ready": [raised] * 5}))
    for _ in range(5):
        with pytest.raises(type(raised)):
            suspects.process(_records(b"a|ready"), TRIES, lambda: None)
    pairs = suspects.process(_records(b"a|ready"), TRIES, lambda: None).pairs
    assert [processed.output.kind for _, processed in pairs] == ["ready"]


def test_a_worker_that_stops_keeps_the_outcomes_so_far() -> None:
    """A stop does not count against the record that was at work."""
    script = _Script({b"b|ready": [Interrupted(), Interrupted()]})
    suspects = _suspects(script)
    records = _records(b"a|ready", b"b|ready")
    assert len(suspects.process(records, TRIES, lambda: None).pairs) == 1
    assert suspects.process(records[1:], TRIES, lambda: None).pairs == []
    assert len(suspects.process(records, TRIES, lambda: None).pairs) == 2


def test_a_record_that_the_client_cannot_read_needs_no_process() -> None:
    """It is a dead letter with its own reason."""
    script = _Script()
    (pair,) = _suspects(script).process(_records(b"a|ready", fault="headers"), TRIES, lambda: None).pairs
    assert pair[1].outcome == DeadLetter(reason="malformed", field="headers")
    assert script.processed == []


def test_a_slow_batch_is_cut() -> None:
    """The worker must read again in time to stay in its group."""
    times = iter([0.0, LONGEST_S / 2, LONGEST_S + 1])
    suspects = _suspects(_Script(), clock=lambda: next(times))
    records = _records(b"a|ready", b"b|ready", b"c|ready")
    assert len(suspects.process(records, TRIES, lambda: None).pairs) == 2


def test_closing_ends_the_process() -> None:
    """When no partition is suspect any more, the process is not kept."""
    script = _Script()
    _suspects(script).close()
    assert script.closed == 1

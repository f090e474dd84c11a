"""The guarantees of the loop, on the embedded broker and on a real one."""

import json
from collections.abc import Callable

import pytest

from tests.kafka.harness import LoopInThread, count_ids, output_topics, read_outcomes, send
from tests.kafka.toy_worker import ToyProcessor
from workers.kafka.dead_letter import ATTEMPTS, FIELD, REASON
from workers.kafka.reader import read_to_end
from workers.kafka.record import InputRecord, Processed, TryLater
from workers.settings.settings import Settings

pytestmark = pytest.mark.slow

KINDS = (b"ready", b"rejected", b"dead", b"ready")


def _values(count: int) -> list[bytes]:
    return [b"%d|%s|%s" % (i, KINDS[i % 4], b"x" * (i % 97)) for i in range(count)]


def test_each_record_has_one_outcome_on_the_topic_of_its_kind(
    any_settings: Settings, start_loop: Callable[..., LoopInThread]
) -> None:
    """If no worker is killed, every outcome is on its topic exactly once."""
    send(any_settings, _values(4000))
    loop = start_loop(any_settings)
    loop.wait_for(lambda: loop.observer.committed_records >= 4000)
    assert loop.drain() == 0
    by_topic = {topic: count_ids(read_to_end(any_settings, [topic])) for topic in output_topics(any_settings)}
    assert [len(seen) for seen in by_topic.values()] == [2000, 1000, 1000]
    assert all(count == 1 for seen in by_topic.values() for count in seen.values())
    assert set().union(*by_topic.values()) == {b"%d" % i for i in range(4000)}


def test_nothing_is_lost_when_a_worker_replaces_another(
    any_settings: Settings, start_loop: Callable[..., LoopInThread]
) -> None:
    """If a second worker takes over in the middle, every record still gets its outcome."""
    send(any_settings, _values(3000))
    first = start_loop(any_settings.model_copy(update={"batch_size": 100}))
    first.wait_for(lambda: first.observer.committed_records >= 500)
    assert first.drain() == 0
    send(any_settings, (b"more-%d|ready" % i for i in range(500)))
    second = start_loop(any_settings)
    second.wait_for(lambda: len(count_ids(read_outcomes(any_settings))) >= 3500)
    assert second.drain() == 0
    assert set(count_ids(read_outcomes(any_settings))) >= {b"%d" % i for i in range(3000)}


def test_a_dead_letter_is_the_original_plus_the_reason(
    any_settings: Settings, start_loop: Callable[..., LoopInThread]
) -> None:
    """A dead letter has the original key and value, and headers with position, reason and field."""
    value = b"7|dead|\x00\xff\xfe"
    send(any_settings, [value])
    loop = start_loop(any_settings)
    loop.wait_for(lambda: loop.observer.committed_records >= 1)
    assert loop.drain() == 0
    (letter,) = read_to_end(any_settings, [any_settings.dead_letter_topic])
    headers = dict(letter.headers)
    assert (letter.key, letter.value) == (b"0", value)
    assert headers["__connect.errors.topic"] == any_settings.input_topic.encode()
    assert headers["__connect.errors.offset"] == b"0"
    assert (headers[REASON], headers[FIELD], headers[ATTEMPTS]) == (b"malformed", b"patient.sex", b"1")


def test_an_outcome_over_the_limit_becomes_a_dead_letter(
    any_settings: Settings, start_loop: Callable[..., LoopInThread]
) -> None:
    """A claim larger than its topic's limit is replaced by a dead letter with its input; its neighbors arrive."""
    send(any_settings, [b"a|ready", b"b|large:%d" % (2 << 20), b"c|rejected"])
    loop = start_loop(any_settings)
    loop.wait_for(lambda: loop.observer.committed_records >= 3)
    assert loop.drain() == 0
    assert count_ids(read_outcomes(any_settings)) == {b"a": 1, b"b": 1, b"c": 1}
    (letter,) = read_to_end(any_settings, [any_settings.dead_letter_topic])
    assert dict(letter.headers)[REASON] == b"outcome-too-large"
    assert letter.value == b"b|large:%d" % (2 << 20)
    assert loop.observer.aborts == 0


def test_an_internal_error_ends_the_worker_and_commits_nothing(
    any_settings: Settings, start_loop: Callable[..., LoopInThread]
) -> None:
    """If the processor raises, the loop exits with code 1 and names the position; nothing in the batch is committed."""
    send(any_settings, [b"a|ready", b"secret|broken"])
    loop = start_loop(any_settings.model_copy(update={"batch_wait_ms": 500}))
    assert loop.wait_until_end() == 1
    assert loop.ended is not None
    assert loop.ended.position is not None
    assert loop.ended.position[0] == any_settings.input_topic
    assert "secret" not in loop.reason
    assert "ValueError" in loop.reason
    assert b"secret" not in count_ids(read_outcomes(any_settings))
    assert loop.observer.exit_code == 1


def test_the_worker_reports_its_state(any_settings: Settings, start_loop: Callable[..., LoopInThread]) -> None:
    """The observer gets membership, partitions, broker state and a lag that reaches zero."""
    quick = any_settings.model_copy(update={"kafka_consumer": {"statistics.interval.ms": "200"}})
    send(quick, _values(200))
    loop = start_loop(quick)
    loop.wait_for(lambda: loop.observer.committed_records >= 200)
    loop.wait_for(lambda: len(loop.observer.lags) == 4 and set(loop.observer.lags.values()) == {0})
    assert loop.observer.is_member
    assert len(loop.observer.owned) == 4
    assert (True, None) in loop.observer.broker_words
    assert all(batch.publish_s <= batch.duration_s for batch in loop.observer.batches)
    assert loop.drain() == 0
    assert not loop.observer.is_member


def test_no_record_data_is_logged(
    any_settings: Settings, start_loop: Callable[..., LoopInThread], capsys: pytest.CaptureFixture[str]
) -> None:
    """Log lines contain no key, value or header of a record, and there are no lines per event."""
    send(any_settings, [b"sensitive-%d|ready" % i for i in range(1000)])
    loop = start_loop(any_settings)
    loop.wait_for(lambda: loop.observer.committed_records >= 1000)
    assert loop.drain() == 0
    lines = capsys.readouterr()
    said = lines.out + lines.err
    assert "sensitive" not in said
    assert len(said.splitlines()) <= 5, json.dumps(said)


def test_the_worker_waits_for_a_required_service(
    any_settings: Settings, start_loop: Callable[..., LoopInThread]
) -> None:
    """A record that needs an unavailable service is retried until it answers, and the outage is reported."""
    answers = iter([False, True, False, True, True])

    class Asking(ToyProcessor):
        def __call__(self, record: InputRecord) -> Processed:
            if record.value == b"b|ready" and not next(answers):
                raise TryLater("the schema registry gives no answer")
            return super().__call__(record)

    send(any_settings, [b"a|ready", b"b|ready", b"b|ready", b"c|ready"])
    loop = start_loop(any_settings.model_copy(update={"batch_wait_ms": 300}), Asking(any_settings))
    loop.wait_for(lambda: loop.observer.committed_records >= 4)
    assert loop.drain() == 0
    assert count_ids(read_outcomes(any_settings)) == {b"a": 1, b"b": 2, b"c": 1}
    assert "the schema registry gives no answer" in loop.observer.all_reasons
    assert loop.observer.reasons == {}
    assert (False, "the schema registry gives no answer") not in loop.observer.broker_words

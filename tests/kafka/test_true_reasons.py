"""What keeps a worker from working is named: the setting, the topic, the clock, not just a broker that is away."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from confluent_kafka import KafkaError, Producer

from tests.kafka.harness import LoopInThread, count_ids, read_outcomes, send
from tests.support.local_broker import KafkaBroker
from workers.kafka import loop as loop_module
from workers.kafka.producer import open_producer
from workers.kafka.topics import TopicWishes, make_topics
from workers.kafka.transaction_errors import CLOCK, exit_of_transaction
from workers.settings.settings import Settings


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (KafkaError(KafkaError.INVALID_TRANSACTION_TIMEOUT, "", True, False, False), 5, "transaction.max.timeout.ms"),
        (KafkaError(KafkaError._FENCED, "", True, False, False), 3, "CLAIMS_WORKER_SLOT"),
        (KafkaError(KafkaError.PRODUCER_FENCED, "", True, False, False), 3, "CLAIMS_WORKER_SLOT"),
        (KafkaError(KafkaError.INVALID_TXN_STATE, "", True, False, False), 3, "cannot continue: INVALID_TXN_STATE"),
        (KafkaError(KafkaError.TOPIC_AUTHORIZATION_FAILED, "", False, False, True), 5, "refused"),
        (KafkaError(KafkaError.INVALID_TXN_STATE), 1, "a call of the Kafka client failed"),
    ],
)
def test_only_a_fenced_producer_speaks_of_another_worker(error: KafkaError, code: int, words: str) -> None:
    """The exit of a transaction names its own cause; a slot that is used twice is only one of them."""
    ended = exit_of_transaction(error, Settings(), 0, begun=0.0)
    assert ended.code == code
    assert words in ended.message
    assert ("CLAIMS_WORKER_SLOT" in ended.message) == (words == "CLAIMS_WORKER_SLOT")


@pytest.mark.slow
def test_a_transaction_timeout_that_the_brokers_refuse_ends_the_worker_with_5(
    settings_of: Callable[..., Settings], start_loop: Callable[..., LoopInThread]
) -> None:
    """Both settings are named: the worker's own, and the limit of the brokers."""
    loop = start_loop(settings_of(partitions=1, kafka_producer={"transaction.timeout.ms": "1200000"}))
    assert loop.wait_until_end() == 5
    assert "transaction.max.timeout.ms" in loop.reason
    assert "CLAIMS_KAFKA_PRODUCER_TRANSACTION_TIMEOUT_MS" in loop.reason
    assert "1200000" in loop.reason


class _Ahead:
    """A producer on a machine whose clock is two days ahead until it is set."""

    ahead_s = 2 * 86_400

    def __init__(self, producer: Producer) -> None:
        self._producer = producer

    def produce(self, *record: Any, **more: Any) -> None:
        """Produce with the time of this clock."""
        named: dict[str, Any] = {**more, "timestamp": int((time.time() + self.ahead_s) * 1000)}
        self._producer.produce(*record, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._producer, name)


@pytest.mark.slow
def test_a_worker_waits_while_this_machines_clock_is_ahead(
    settings_of: Callable[..., Settings], start_loop: Callable[..., LoopInThread], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The brokers refuse what this machine writes: the clock is named, and once it is set the worker goes on."""
    settings = settings_of(partitions=1)
    count = send(settings, (b"%d|ready" % i for i in range(50)))
    monkeypatch.setattr(loop_module, "open_producer", lambda *given, **named: _Ahead(open_producer(*given, **named)))
    loop = start_loop(settings)
    loop.wait_for(lambda: loop.observer.reasons.get("clock") == CLOCK)
    # It may take longer than the number of aborts after which a worker gives up.
    loop.wait_for(lambda: loop.observer.aborts > 3)
    assert read_outcomes(settings) == []
    monkeypatch.setattr(_Ahead, "ahead_s", 0)
    loop.wait_for(lambda: loop.observer.committed_records >= count)
    assert loop.observer.reasons == {}
    assert loop.drain() == 0
    assert count_ids(read_outcomes(settings)) == {b"%d" % i: 1 for i in range(count)}


@pytest.mark.slow
def test_a_worker_gives_up_on_a_wrong_clock_after_the_time_that_is_set(
    settings_of: Callable[..., Settings], start_loop: Callable[..., LoopInThread], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With `kafka_unavailable_timeout`, it ends with 4 and says why."""
    settings = settings_of(partitions=1, kafka_unavailable_timeout=3)
    send(settings, [b"1|ready"])
    monkeypatch.setattr(loop_module, "open_producer", lambda *given, **named: _Ahead(open_producer(*given, **named)))
    loop = start_loop(settings)
    assert loop.wait_until_end(60) == 4
    assert CLOCK in loop.reason


@pytest.mark.slow
@pytest.mark.parametrize("missing", ["input_topic", "ready_topic"])
def test_a_topic_that_is_deleted_under_the_worker_is_named(
    missing: str, broker: KafkaBroker, settings_of: Callable[..., Settings], start_loop: Callable[..., LoopInThread]
) -> None:
    """The worker waits for the topic, says so, and goes on when it exists again."""
    settings = settings_of(partitions=1)
    topic: str = getattr(settings, missing)
    send(settings, [b"first|rejected"])
    loop = start_loop(settings)
    loop.wait_for(lambda: loop.observer.committed_records >= 1)
    admin = broker.admin()
    admin.delete_topics([topic], operation_timeout=15)[topic].result(20)
    if missing != "input_topic":
        send(settings, [b"second|ready"])
    loop.wait_for(lambda: f"topic {topic} does not exist" in loop.observer.all_reasons, 60)
    make_topics(settings, TopicWishes(partitions=1))
    if missing == "input_topic":
        send(settings, [b"second|ready"])
    loop.wait_for(lambda: loop.observer.committed_records >= 2, 90)
    loop.wait_for(lambda: loop.observer.reasons == {})
    assert loop.drain() == 0
    assert count_ids(read_outcomes(settings)) == {b"first": 1, b"second": 1}

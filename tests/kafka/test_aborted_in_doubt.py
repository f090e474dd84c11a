"""A record in doubt that an abort drops must not cost the next record its place in the log."""

import threading
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest
from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from tests.kafka.harness import RecordingObserver, read_outcomes, unique_settings
from tests.support.proxied_broker import ProxiedBroker
from workers.kafka.broker_watch import BrokerWatch
from workers.kafka.client_settings import producer_config
from workers.kafka.producer import OutcomeProducer, open_producer
from workers.kafka.reader import TopicReader
from workers.kafka.record import InputRecord, OutputRecord, Processed
from workers.kafka.retrying_calls import Calls
from workers.kafka.topics import TopicWishes, make_topics
from workers.kafka.transaction import Pair, Transactions
from workers.kafka.waiting import Waiting
from workers.kafka.watchdog import Watchdog
from workers.local_kafka.installation import KafkaInstallation
from workers.pipeline.outcome import NO_TALLY, DeadLetter
from workers.settings.settings import Settings

pytestmark = pytest.mark.slow

T = TypeVar("T")


class _Faults(Calls):
    """Calls that meet a fault once."""

    fault: Callable[[], None] | None = None

    def make(self, name: str, call: Callable[[float], T], **named: Any) -> T:
        """Make the call; the fault comes before offsets are sent."""
        if name == "send_offsets_to_transaction" and self.fault is not None:
            fault, self.fault = self.fault, None
            fault()
        return super().make(name, call, **named)


@pytest.fixture
def proxied(kafka: KafkaInstallation) -> Iterator[ProxiedBroker]:
    """A real broker behind a proxy."""
    with ProxiedBroker(kafka) as running, running.proxy:
        running.warm_up()
        yield running


def test_the_record_after_a_dropped_one_is_in_the_log(proxied: ProxiedBroker) -> None:
    """A broker has a record whose answer is lost; the client drops it in an abort; what comes next is still written.

    The client gave the next record the sequence number of the dropped one, the broker took it for a duplicate, and the
    commit succeeded without it.
    """
    direct = unique_settings(proxied.bootstrap_servers)
    make_topics(direct, TopicWishes(partitions=1))
    settings = direct.model_copy(update={"kafka_bootstrap_servers": proxied.proxied_servers})
    observer, stop = RecordingObserver(), threading.Event()
    producer = OutcomeProducer(
        lambda: open_producer(
            producer_config(settings, 0),
            on_error=lambda _: None,
            on_delivery=lambda error, message: transactions.on_delivery(error, message),
        )
    )
    calls = _Faults(producer, BrokerWatch(0.0, observer), Watchdog(), observer, stop)
    transactions = Transactions(settings, 0, producer, calls, lambda: None, Waiting("clock", 0.0, observer))
    consumer = Consumer({"bootstrap.servers": proxied.bootstrap_servers, "group.id": settings.group_id})
    offsets, group = [TopicPartition(settings.input_topic, 0, 1)], consumer.consumer_group_metadata()

    def lose_an_answer() -> None:
        client = producer.client
        client.flush(30)
        proxied.proxy.mode = "unanswered"
        client.produce(settings.ready_topic, b"in doubt", b"key")
        client.flush(0.5)
        with TopicReader(direct, (settings.ready_topic,), uncommitted=True) as reader:
            while not any(record.value == b"in doubt" for record in reader.read(0.2)):
                client.poll(0)
        # Without a connection the client keeps the record to send it again, and then the transaction is aborted.
        proxied.proxy.mode = "cut"
        client.poll(1.0)
        threading.Timer(2.0, _open, (proxied,)).start()
        raise KafkaException(KafkaError(KafkaError.ILLEGAL_GENERATION))

    transactions.start()
    assert transactions.publish([_pair(settings, b"first")], offsets, group)
    calls.fault = lose_an_answer
    assert not transactions.publish([_pair(settings, b"aborted")], offsets, group)
    assert transactions.publish([_pair(settings, b"next")], offsets, group)
    assert transactions.publish([_pair(settings, b"last")], offsets, group)
    consumer.close()
    assert [record.value for record in read_outcomes(direct)] == [b"first", b"next", b"last"]


def _open(proxied: ProxiedBroker) -> None:
    proxied.proxy.mode = "open"


def _pair(settings: Settings, content: bytes) -> Pair:
    record = InputRecord(
        topic=settings.input_topic, partition=0, offset=0, timestamp_ms=0, key=b"key", value=b"", headers=()
    )
    output = OutputRecord(kind="ready", key=b"key", value=content, headers=())
    return record, Processed(outcome=DeadLetter(reason="malformed", tally=NO_TALLY), output=output)

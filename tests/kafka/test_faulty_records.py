"""A record that the client cannot read completely is a dead letter, and the partition continues."""

from collections.abc import Callable
from typing import Any, cast

import pytest
from confluent_kafka import TIMESTAMP_CREATE_TIME, Consumer, Message, TopicPartition

from tests.kafka.harness import LoopInThread, output_topics, send, unique_settings
from tests.support.local_broker import KafkaBroker
from tests.support.raw_batch import RawRecord, produce_raw
from workers.kafka.client_settings import reader_config
from workers.kafka.dead_letter import FIELD, REASON
from workers.kafka.embedded_broker import EmbeddedBroker
from workers.kafka.read_record import read_record
from workers.kafka.reader import read_to_end
from workers.kafka.record import InputRecord
from workers.kafka.topics import TopicWishes, make_topics
from workers.settings.settings import Settings

_LATEST_MS = 253_402_300_799_999


class _Raises:
    """A message with valid parts, except for those named, which raise `error`."""

    def __init__(self, *parts: str, error: type[Exception] = SystemError) -> None:
        self._parts = parts
        self._error = error

    def __getattr__(self, part: str) -> Callable[[], object]:
        def give() -> object:
            if part in self._parts:
                raise self._error("what the client says")
            return {
                "timestamp": (TIMESTAMP_CREATE_TIME, 1),
                "headers": [("a", b"1")],
                "key": b"k",
                "value": b"v",
            }[part]

        return give


def _read(message: object) -> InputRecord:
    return read_record(cast("Message", message), "in", 3, 7)


@pytest.mark.parametrize("part", ["headers", "key", "value", "timestamp"])
@pytest.mark.parametrize("error", [SystemError, UnicodeDecodeError, ValueError, OverflowError, RuntimeError])
def test_a_part_that_cannot_be_read_leaves_the_others(part: str, error: type[Exception]) -> None:
    """If any part raises anything, the record names that part and keeps all others."""
    made: Any = error if error is not UnicodeDecodeError else type("Undecodable", (ValueError,), {})
    record = _read(_Raises(part, error=made))
    whole = {"timestamp": 1, "headers": (("a", b"1"),), "key": b"k", "value": b"v"}
    read = {"timestamp": record.timestamp_ms, "headers": record.headers, "key": record.key, "value": record.value}
    assert record.fault == part
    assert (record.topic, record.partition, record.offset) == ("in", 3, 7)
    assert read == {**whole, part: () if part == "headers" else None}


@pytest.mark.parametrize(
    ("timestamp", "fault"),
    [(0, None), (_LATEST_MS, None), (-1, None), (-2, "timestamp"), (_LATEST_MS + 1, "timestamp")],
)
def test_a_timestamp_is_a_time_between_1970_and_9999(timestamp: int, fault: str | None) -> None:
    """A timestamp outside this range is a fault; -1 means that the producer set none."""
    message = Message(topic="in", partition=3, offset=7, value=b"v", timestamp=(TIMESTAMP_CREATE_TIME, timestamp))
    record = _read(message)
    assert record.fault == fault
    assert record.timestamp_ms == (timestamp if fault is None and timestamp >= 0 else None)


def test_an_invalid_header_name_is_found_in_every_record(embedded: EmbeddedBroker) -> None:
    """Names that are not UTF-8 are found in every record, although the client raises only for the first few."""
    settings = unique_settings(embedded.bootstrap_servers)
    embedded.make_topic(settings.input_topic)
    bad = ((b"good", b"1"), (b"caf\xe9", b"1"))
    for number in range(200):
        record = RawRecord(key=b"k", value=b"v", headers=bad if number % 2 else bad[:1])
        produce_raw(embedded.bootstrap_servers, settings.input_topic, 0, record)
    consumer = Consumer(reader_config(settings))
    consumer.assign([TopicPartition(settings.input_topic, 0, 0)])
    messages: list[Message] = []
    while len(messages) < 200:
        messages += [message for message in consumer.consume(200, 1.0) if message.error() is None]
    consumer.close()
    records = [read_record(message, settings.input_topic, 0, number) for number, message in enumerate(messages)]
    assert [record.fault for record in records] == [None, "headers"] * 100
    assert {record.headers for record in records} == {(("good", b"1"),), ()}


_FAULTY: dict[str, tuple[RawRecord, str, str]] = {
    "header name in Latin-1": (
        RawRecord(key=b"k1", value=b"header|ready", headers=((b"good", b"1"), (b"caf\xe9", b"1"))),
        "malformed",
        "headers",
    ),
    "header name cut inside a character": (
        RawRecord(key=b"k2", value=b"cut|ready", headers=((b"\xe2\x82", None),)),
        "malformed",
        "headers",
    ),
    "header name with a surrogate": (
        RawRecord(key=None, value=b"surrogate|ready", headers=((b"\xed\xa0\x80", b""),)),
        "malformed",
        "headers",
    ),
    "timestamp in microseconds": (
        RawRecord(key=b"k3", value=b"micro|ready", headers=((b"a", b"\xff"),), timestamp_ms=1_790_000_000_000_000),
        "value-out-of-range",
        "timestamp",
    ),
    "largest timestamp": (
        RawRecord(key=b"k4", value=b"largest|ready", timestamp_ms=2**63 - 1),
        "value-out-of-range",
        "timestamp",
    ),
    "negative timestamp": (
        RawRecord(key=b"k5", value=b"negative|ready", timestamp_ms=-5000),
        "value-out-of-range",
        "timestamp",
    ),
}


@pytest.mark.slow
def test_faulty_records_are_dead_letters_and_the_partition_continues(
    broker: KafkaBroker, settings_of: Callable[..., Settings], start_loop: Callable[..., LoopInThread]
) -> None:
    """Each faulty record has one dead letter with the bytes that the client can read; each good one its outcome."""
    settings = _settings_with_any_timestamp(broker, settings_of)
    expected: dict[bytes | None, tuple[bytes | None, str, str]] = {}
    for number, (record, reason, field) in enumerate(_FAULTY.values()):
        send(settings, [b"good-%d|ready" % number])
        produce_raw(broker.bootstrap_servers, settings.input_topic, 0, record)
        expected[record.value] = (record.key, reason, field)
    send(settings, [b"last|ready"])
    loop = start_loop(settings)
    loop.wait_for(lambda: loop.observer.committed_records >= 2 * len(_FAULTY) + 1)
    assert loop.drain() == 0
    ready = [record.value for record in read_to_end(settings, output_topics(settings)[:2])]
    assert sorted(ready, key=str) == sorted([b"last", *(b"good-%d" % i for i in range(len(_FAULTY)))], key=str)
    dead = list(read_to_end(settings, [settings.dead_letter_topic]))
    assert len(dead) == len(_FAULTY)
    for letter in dead:
        headers = dict(letter.headers)
        assert (letter.key, _text(headers[REASON]), _text(headers[FIELD])) == expected[letter.value]
        assert headers["__connect.errors.stage"] == b"fetch"
    # The headers of a record that only has a wrong timestamp are kept as they are.
    (kept,) = [letter for letter in dead if (letter.value or b"").startswith(b"micro")]
    assert dict(kept.headers)["a"] == b"\xff"


@pytest.mark.slow
def test_a_topic_reader_continues_after_a_faulty_record(
    broker: KafkaBroker, settings_of: Callable[..., Settings]
) -> None:
    """Tools that read a topic see a faulty record and those after it."""
    settings = settings_of(partitions=1)
    produce_raw(broker.bootstrap_servers, settings.input_topic, 0, _FAULTY["header name in Latin-1"][0])
    send(settings, [b"good|ready"])
    faults = [record.fault for record in read_to_end(settings, [settings.input_topic])]
    assert faults == ["headers", None]


def _settings_with_any_timestamp(broker: KafkaBroker, settings_of: Callable[..., Settings]) -> Settings:
    """One partition on a topic that accepts any timestamp, as brokers before 3.6 do."""
    settings = settings_of(partitions=1)
    admin = broker.admin()
    admin.delete_topics([settings.input_topic])[settings.input_topic].result(15)
    any_time = str(2**63 - 1)
    broker.create_topic(
        settings.input_topic,
        1,
        {
            "message.timestamp.after.max.ms": any_time,
            "message.timestamp.before.max.ms": any_time,
            "max.message.bytes": "1114112",
        },
    )
    make_topics(settings, TopicWishes(partitions=1))
    return settings


def _text(content: bytes | None) -> str:
    assert content is not None
    return content.decode()

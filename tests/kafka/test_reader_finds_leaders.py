"""A command that reads topics waits while a partition has no leader yet, and no longer than that."""

from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException, TopicPartition

from tests.kafka.harness import unique_settings
from workers.kafka import reader
from workers.kafka.embedded_broker import EmbeddedBroker
from workers.kafka.errors import LastError
from workers.kafka.reader import NotRead, TopicReader


class _Leaderless:
    """A client whose first answers about a partition are errors."""

    def __init__(self, client: Any, *errors: int) -> None:
        self._client = client
        self._errors = list(errors)

    def get_watermark_offsets(self, *arguments: Any, **named: Any) -> Any:
        if self._errors:
            raise KafkaException(KafkaError(self._errors.pop(0)))
        return self._client.get_watermark_offsets(*arguments, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)


def _range(broker: EmbeddedBroker, *errors: int) -> tuple[int, int]:
    settings = unique_settings(broker.bootstrap_servers)
    broker.make_topic(settings.ready_topic)
    with TopicReader(settings, (settings.ready_topic,)) as opened:
        opened._consumer = _Leaderless(opened._consumer, *errors)  # type: ignore[assignment]
        return opened._ask_range(TopicPartition(settings.ready_topic, 0))


def test_a_partition_with_a_new_leader_is_asked_again(embedded: EmbeddedBroker) -> None:
    """A topic that was just created, or has a new leader, does not end a command."""
    errors = (KafkaError._UNKNOWN_PARTITION, KafkaError.NOT_LEADER_FOR_PARTITION, KafkaError.LEADER_NOT_AVAILABLE)
    assert _range(embedded, *errors) == (0, 0)


def test_other_errors_and_a_leader_that_never_comes_end_it(
    embedded: EmbeddedBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal ends the command at once, and waiting has a limit."""
    with pytest.raises(NotRead, match="permission is missing"):
        _range(embedded, KafkaError.TOPIC_AUTHORIZATION_FAILED)
    monkeypatch.setattr(reader, "_METADATA_S", -1.0)
    opened = TopicReader.__new__(TopicReader)
    opened._consumer = _Leaderless(None, KafkaError.NOT_LEADER_FOR_PARTITION)  # type: ignore[assignment]
    opened._settings = unique_settings("127.0.0.1:1")
    opened._heard = LastError()
    with pytest.raises(NotRead, match="NOT_LEADER_FOR_PARTITION"):
        opened._ask_range(TopicPartition("t", 0))

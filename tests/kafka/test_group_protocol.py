"""The worker uses the new group protocol if the broker has it, otherwise the classic one."""

from collections.abc import Callable, Iterator

import pytest

from tests.kafka.harness import LoopInThread, count_ids, read_outcomes, send, unique_settings
from tests.support.local_broker import KafkaBroker
from workers.kafka.client_settings import consumer_config, first_protocol
from workers.kafka.topics import TopicWishes, make_topics
from workers.local_kafka.installation import KafkaInstallation
from workers.settings.settings import Settings


@pytest.fixture
def old_broker(kafka: KafkaInstallation) -> Iterator[KafkaBroker]:
    """A broker that supports only the classic group protocol."""
    with KafkaBroker(
        kafka,
        properties={"group.coordinator.rebalance.protocols": "classic"},
        format_arguments=("--feature", "group.version=0"),
    ) as running:
        yield running


@pytest.mark.slow
def test_auto_falls_back_if_the_broker_is_too_old(
    old_broker: KafkaBroker, start_loop: Callable[..., LoopInThread]
) -> None:
    """With 'auto', a worker joins an old broker with the classic protocol, and outcomes arrive once."""
    settings = unique_settings(old_broker.bootstrap_servers)
    make_topics(settings, TopicWishes(partitions=2))
    send(settings, (b"%d|ready" % i for i in range(500)))
    loop = start_loop(settings)
    loop.wait_for(lambda: loop.observer.committed_records >= 500, 60)
    assert loop.drain() == 0
    assert set(count_ids(read_outcomes(settings)).values()) == {1}


@pytest.mark.slow
def test_consumer_does_not_fall_back(old_broker: KafkaBroker, start_loop: Callable[..., LoopInThread]) -> None:
    """A protocol set explicitly is not replaced: the worker exits and reports that the broker lacks it."""
    settings = unique_settings(old_broker.bootstrap_servers, kafka_group_protocol="consumer")
    make_topics(settings, TopicWishes(partitions=1))
    loop = start_loop(settings)
    assert loop.wait_until_end() == 5
    assert "CLAIMS_KAFKA_GROUP_PROTOCOL" in loop.reason


@pytest.mark.slow
@pytest.mark.parametrize("protocol", ["consumer", "classic"])
def test_both_protocols_work(
    protocol: str, settings_of: Callable[..., Settings], start_loop: Callable[..., LoopInThread]
) -> None:
    """On a broker that has both, either protocol works."""
    settings = settings_of(kafka_group_protocol=protocol)
    send(settings, (b"%d|ready" % i for i in range(500)))
    loop = start_loop(settings)
    loop.wait_for(lambda: loop.observer.committed_records >= 500)
    assert loop.drain() == 0
    assert len(count_ids(read_outcomes(settings))) == 500


@pytest.mark.slow
def test_an_unknown_property_ends_the_worker_with_2(
    settings_of: Callable[..., Settings], start_loop: Callable[..., LoopInThread]
) -> None:
    """An unknown librdkafka property is an invalid setting: exit code 2, with its name."""
    loop = start_loop(settings_of(kafka_consumer={"no.such.property": "1"}))
    assert loop.wait_until_end() == 2
    assert "no.such.property" in loop.reason


def test_a_classic_property_selects_the_classic_protocol() -> None:
    """With 'auto', a classic-only property selects the classic protocol."""
    assert first_protocol(Settings()) == "consumer"
    assert first_protocol(Settings(kafka_consumer={"session.timeout.ms": "9000"})) == "classic"


@pytest.mark.parametrize("protocol", ["consumer", "classic"])
def test_no_user_property_weakens_the_guarantee(protocol: str) -> None:
    """The properties that exactly-once depends on are set last, after the user's."""
    hostile = {"enable.auto.commit": "true", "isolation.level": "read_uncommitted", "group.id": "other"}
    settings = Settings(kafka_bootstrap_servers="127.0.0.1:1", kafka_consumer=hostile, kafka=hostile)
    config = consumer_config(settings, 3, "consumer" if protocol == "consumer" else "classic")
    assert config["enable.auto.commit"] is False
    assert config["isolation.level"] == "read_committed"
    assert config["group.id"] == settings.group_id
    assert ("group.instance.id" in config) == (protocol == "classic")

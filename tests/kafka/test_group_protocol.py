"""The worker uses the new group protocol if the broker has it, otherwise the classic one."""

from collections.abc import Callable, Iterator

import pytest
import structlog.testing
from confluent_kafka.cimpl import NewPartitions

from tests.kafka.harness import LoopInThread, count_ids, read_outcomes, send, unique_settings
from tests.support.local_broker import KafkaBroker
from workers.kafka.client_settings import consumer_config, first_protocol
from workers.kafka.topics import TopicWishes, make_topics
from workers.local_kafka.installation import KafkaInstallation
from workers.settings.settings import Settings


@pytest.fixture(scope="module")
def disabled_broker(kafka: KafkaInstallation) -> Iterator[KafkaBroker]:
    """A new broker on which the new group protocol is disabled."""
    with KafkaBroker(
        kafka,
        properties={"group.coordinator.rebalance.protocols": "classic"},
        format_arguments=("--feature", "group.version=0"),
    ) as running:
        yield running


@pytest.fixture
def strict_broker(kafka: KafkaInstallation) -> Iterator[KafkaBroker]:
    """A broker on which a group with members cannot change its protocol."""
    with KafkaBroker(kafka, properties={"group.consumer.migration.policy": "disabled"}) as running:
        running.warm_up()
        yield running


@pytest.fixture(params=["older_broker", "disabled_broker"])
def classic_broker(request: pytest.FixtureRequest) -> KafkaBroker:
    """A broker without the new group protocol: one that does not know it, and one that refuses it."""
    broker: KafkaBroker = request.getfixturevalue(request.param)
    return broker


@pytest.mark.slow
def test_auto_falls_back_if_the_broker_is_too_old(
    classic_broker: KafkaBroker, start_loop: Callable[..., LoopInThread]
) -> None:
    """With 'auto', a worker joins an old broker with the classic protocol, and outcomes arrive once."""
    settings = unique_settings(classic_broker.bootstrap_servers)
    make_topics(settings, TopicWishes(partitions=2))
    send(settings, (b"%d|ready" % i for i in range(500)))
    with structlog.testing.capture_logs() as lines:
        loop = start_loop(settings)
        loop.wait_for(lambda: loop.observer.committed_records >= 500)
        assert loop.drain() == 0
    assert sum("falling back" in line["event"] for line in lines) == 1
    assert set(count_ids(read_outcomes(settings)).values()) == {1}


@pytest.mark.slow
def test_consumer_does_not_fall_back(classic_broker: KafkaBroker, start_loop: Callable[..., LoopInThread]) -> None:
    """A protocol set explicitly is not replaced: the worker exits and reports that the broker lacks it."""
    settings = unique_settings(classic_broker.bootstrap_servers, kafka_group_protocol="consumer")
    make_topics(settings, TopicWishes(partitions=1))
    loop = start_loop(settings)
    assert loop.wait_until_end() == 5
    assert "CLAIMS_KAFKA_GROUP_PROTOCOL" in loop.reason


@pytest.mark.slow
def test_auto_joins_a_group_that_still_has_classic_members(
    strict_broker: KafkaBroker, start_loop: Callable[..., LoopInThread]
) -> None:
    """In a rolling change of protocol a worker joins its group with the protocol that the others have."""
    classic = unique_settings(strict_broker.bootstrap_servers, kafka_group_protocol="classic")
    make_topics(classic, TopicWishes(partitions=2))
    send(classic, (b"%d|ready" % i for i in range(100)))
    first = start_loop(classic, slot=0)
    first.wait_for(lambda: first.observer.committed_records >= 100)
    with structlog.testing.capture_logs() as lines:
        second = start_loop(classic.model_copy(update={"kafka_group_protocol": "auto"}), slot=1)
        second.wait_for(lambda: second.observer.owned != frozenset())
    assert sum("falling back" in line["event"] for line in lines) == 1
    assert first.drain() == 0
    send(classic, (b"%d|ready" % i for i in range(100, 200)))
    second.wait_for(lambda: first.observer.committed_records + second.observer.committed_records >= 200, 60)
    assert second.drain() == 0
    assert count_ids(read_outcomes(classic)) == {b"%d" % i: 1 for i in range(200)}


@pytest.mark.slow
@pytest.mark.parametrize("protocol", ["consumer", "classic"])
def test_a_member_without_partitions_is_a_member(
    protocol: str, settings_of: Callable[..., Settings], start_loop: Callable[..., LoopInThread]
) -> None:
    """Of two workers on one partition both are members, whichever of them has the partition."""
    settings = settings_of(partitions=1, kafka_group_protocol=protocol)
    loops = [start_loop(settings, slot=slot) for slot in (0, 1)]
    loops[0].wait_for(lambda: loops[0].observer.is_member)
    loops[1].wait_for(lambda: loops[1].observer.is_member)
    assert sum(len(loop.observer.owned) for loop in loops) <= 1
    assert [loop.drain() for loop in loops] == [0, 0]


@pytest.mark.slow
@pytest.mark.parametrize("protocol", ["consumer", "classic"])
def test_added_partitions_are_read(
    protocol: str, broker: KafkaBroker, settings_of: Callable[..., Settings], start_loop: Callable[..., LoopInThread]
) -> None:
    """Partitions that are added under a running worker are assigned and read within a minute."""
    settings = settings_of(partitions=1, kafka_group_protocol=protocol)
    loop = start_loop(settings)
    loop.wait_for(lambda: loop.observer.owned != frozenset())
    admin = broker.admin()
    admin.create_partitions([NewPartitions(settings.input_topic, 3)])[settings.input_topic].result(15)
    send(settings, (b"%d|ready" % i for i in range(300)))
    loop.wait_for(lambda: loop.observer.committed_records >= 300, 60)
    assert loop.drain() == 0
    assert count_ids(read_outcomes(settings)) == {b"%d" % i: 1 for i in range(300)}


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
    assert "group.instance.id" not in config

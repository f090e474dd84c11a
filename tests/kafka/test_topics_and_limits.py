"""The four topics have the settings that consumers rely on, and a worker refuses topics that are too small."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._config import AlterConfigOpType, ConfigEntry, ConfigResource, ConfigSource

from tests.kafka.harness import LoopInThread, count_ids, output_topics, read_outcomes, send, unique_settings
from tests.support.local_broker import KafkaBroker
from workers.kafka import limits
from workers.kafka.client_settings import HEADROOM
from workers.kafka.dead_letter import REASON
from workers.kafka.limits import find_limit_problem
from workers.kafka.publish import publish_records
from workers.kafka.reader import read_to_end
from workers.kafka.topics import TopicWishes, make_topics, plan_topics
from workers.settings.settings import Settings

DAY_MS = 86_400_000


def _plans(brokers: int, **wishes: Any) -> dict[str, Any]:
    plans, _ = plan_topics(Settings(), TopicWishes(**wishes), brokers)
    return {plan.name: plan for plan in plans}


def test_topics_are_planned_as_in_the_contract() -> None:
    """With three brokers: three replicas, two in sync, and each topic's policy, retention and size limit."""
    plans = _plans(3)
    limit = 1_048_576
    assert {plan.replication for plan in plans.values()} == {3}
    assert {plan.config["min.insync.replicas"] for plan in plans.values()} == {"2"}
    incoming, ready, letters = (
        plans[name].config for name in ("encounters.v1", "claims.ready.v1", Settings().dead_letter_topic)
    )
    assert (incoming["cleanup.policy"], incoming["retention.ms"]) == ("delete", str(14 * DAY_MS))
    assert incoming["max.message.bytes"] == str(limit + HEADROOM)
    assert (ready["cleanup.policy"], ready["min.compaction.lag.ms"]) == ("compact", str(DAY_MS))
    assert ready["max.message.bytes"] == letters["max.message.bytes"] == str(limit + 2 * HEADROOM)
    assert plans["claims.rejected.v1"].config == ready
    assert (letters["cleanup.policy"], letters["retention.ms"]) == ("delete", str(14 * DAY_MS))


@pytest.mark.parametrize(
    ("brokers", "replication", "min_in_sync"), [(1, 1, "1"), (2, 2, "1"), (3, 3, "2"), (9, 3, "2")]
)
def test_fewer_brokers_mean_fewer_replicas_and_a_warning(brokers: int, replication: int, min_in_sync: str) -> None:
    """Replication and min.insync.replicas fit the brokers, and restarting one broker blocks no write."""
    plans, warnings = plan_topics(Settings(), TopicWishes(), brokers)
    assert {(plan.replication, plan.config["min.insync.replicas"]) for plan in plans} == {(replication, min_in_sync)}
    assert bool(warnings) == (brokers < 3)


@pytest.mark.parametrize(
    ("topic", "limit", "word"),
    [
        ("encounters.v1", 1_048_576 + HEADROOM + 1, "CLAIMS_MAX_EVENT_BYTES"),
        ("claims.ready.v1", 1_048_576, "claims.ready.v1"),
        ("encounters.dead-letter.v1", 1_048_576 + HEADROOM, "encounters.dead-letter.v1"),
    ],
)
def test_a_limit_that_does_not_fit_is_found(topic: str, limit: int, word: str) -> None:
    """An output limit that is too low, or an input limit that is too high, is reported with what to change."""
    settings = Settings()
    limits = {plan.name: int(plan.config["max.message.bytes"]) for plan in plan_topics(settings, TopicWishes(), 3)[0]}
    assert find_limit_problem(settings, limits, 16 << 20) is None
    problem = find_limit_problem(settings, {**limits, topic: limit}, 16 << 20)
    assert problem is not None
    assert word in problem


def test_a_receive_limit_below_the_topic_limit_is_found() -> None:
    """A receive limit below the input topic's limit would block every partition of a broker."""
    settings = Settings()
    limits = {plan.name: int(plan.config["max.message.bytes"]) for plan in plan_topics(settings, TopicWishes(), 3)[0]}
    problem = find_limit_problem(settings, limits, 1_000_000)
    assert problem is not None
    assert "receive.message.max.bytes" in problem


@pytest.mark.slow
def test_topics_are_created_once(broker: KafkaBroker) -> None:
    """Missing topics are created with their settings; existing topics are left unchanged."""
    settings = unique_settings(broker.bootstrap_servers)
    made = make_topics(settings, TopicWishes(partitions=3))
    assert [one.result for one in made.topics] == ["created"] * 4
    assert made.warnings
    admin = broker.admin()
    resource = ConfigResource(ConfigResource.Type.TOPIC, settings.ready_topic)
    config = next(iter(admin.describe_configs([resource]).values())).result(10)
    set_here = {n: c.value for n, c in config.items() if c.source == ConfigSource.DYNAMIC_TOPIC_CONFIG.value}
    assert set_here == made.topics[1].plan.config
    assert len(admin.list_topics(settings.ready_topic, timeout=5).topics[settings.ready_topic].partitions) == 3
    assert [one.result for one in make_topics(settings, TopicWishes()).topics] == ["exists"] * 4


@pytest.mark.slow
def test_a_dead_letter_topic_that_is_too_small_ends_the_worker_with_5(
    broker: KafkaBroker, start_loop: Callable[..., LoopInThread]
) -> None:
    """If dead letters might not fit, the worker does not start and names the topic and the limit it needs."""
    settings = unique_settings(broker.bootstrap_servers)
    broker.create_topic(settings.dead_letter_topic, 1)
    make_topics(settings, TopicWishes(partitions=1))
    loop = start_loop(settings)
    assert loop.wait_until_end(15) == 5
    assert settings.dead_letter_topic in loop.reason
    assert str(settings.max_event_bytes + 2 * HEADROOM) in loop.reason


@pytest.mark.slow
@pytest.mark.parametrize("topic", ["ready_topic", "dead_letter_topic"])
def test_a_limit_lowered_at_runtime_ends_the_worker_with_5(
    topic: str, broker: KafkaBroker, start_loop: Callable[..., LoopInThread]
) -> None:
    """No good claim becomes a dead letter because a limit was lowered: the worker exits and names topic and limit."""
    settings = unique_settings(broker.bootstrap_servers)
    make_topics(settings, TopicWishes(partitions=1))
    loop = start_loop(settings)
    send(settings, [b"first|ready"])
    loop.wait_for(lambda: loop.observer.committed_records >= 1)
    _lower_limit(broker.admin(), getattr(settings, topic), 2_000)
    send(settings, [b"a|ready", b"b|large:3000", b"c|dead|" + random.Random(1).randbytes(3_000)])
    assert loop.wait_until_end() == 5
    assert getattr(settings, topic) in loop.reason
    assert "max.message.bytes" in loop.reason
    assert list(count_ids(read_outcomes(settings))) == [b"first"]


@pytest.fixture
def hidden_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that may not read the settings of its topics."""

    def refuse(*_: object) -> None:
        raise KafkaException(KafkaError(KafkaError.TOPIC_AUTHORIZATION_FAILED))

    monkeypatch.setattr(limits, "read_topic_limits", refuse)


@pytest.mark.slow
@pytest.mark.usefixtures("hidden_limits")
def test_a_lowered_limit_that_is_hidden_affects_only_large_records(
    broker: KafkaBroker, start_loop: Callable[..., LoopInThread]
) -> None:
    """If the limits cannot be compared, only records that are too large become dead letters."""
    settings = unique_settings(broker.bootstrap_servers)
    make_topics(settings, TopicWishes(partitions=1))
    loop = start_loop(settings.model_copy(update={"batch_wait_ms": 300}))
    loop.wait_for(lambda: loop.observer.is_member)
    admin = broker.admin()
    _lower_limit(admin, settings.ready_topic, 20_000)
    send(settings, [b"a|ready", b"b|large:30000", b"c|large:9000", b"d|large:40000", b"e|rejected"])
    loop.wait_for(lambda: loop.observer.committed_records >= 5)
    assert loop.drain() == 0
    assert len(count_ids(read_to_end(settings, [settings.ready_topic, settings.rejected_topic]))) == 3
    letters = list(read_to_end(settings, [settings.dead_letter_topic]))
    assert [letter.value for letter in letters] == [b"b|large:30000", b"d|large:40000"]
    assert {dict(letter.headers)[REASON] for letter in letters} == {b"outcome-too-large"}


@pytest.mark.slow
@pytest.mark.usefixtures("hidden_limits")
def test_a_dead_letter_that_does_not_fit_becomes_a_pointer(
    broker: KafkaBroker, start_loop: Callable[..., LoopInThread]
) -> None:
    """A dead letter that no longer fits its topic is written as a pointer, so that the partition continues."""
    settings = unique_settings(broker.bootstrap_servers)
    make_topics(settings, TopicWishes(partitions=1))
    loop = start_loop(settings)
    loop.wait_for(lambda: loop.observer.is_member)
    admin = broker.admin()
    _lower_limit(admin, settings.dead_letter_topic, 2000)
    send(settings, [b"a|dead|" + random.Random(1).randbytes(10_000), b"b|ready"])
    loop.wait_for(lambda: loop.observer.committed_records >= 2)
    assert loop.drain() == 0
    (pointer,) = read_to_end(settings, [settings.dead_letter_topic])
    assert (pointer.key, pointer.value) == (b"0", b"")
    assert dict(pointer.headers)[REASON] == b"malformed"
    assert len(read_outcomes(settings)) == 2
    assert all(topic for topic in output_topics(settings))


@pytest.mark.slow
def test_a_topic_that_rejects_every_outcome_ends_the_worker_with_4(
    settings_of: Callable[..., Settings], start_loop: Callable[..., LoopInThread]
) -> None:
    """Twenty aborted transactions in a row end the worker; it names the topic, and nothing was committed."""
    settings = settings_of(partitions=1)
    # A compacted topic rejects a record without a key, every time.
    publish_records(settings, settings.input_topic, [(b"k", b"a|rejected"), (None, b"b|ready")])
    loop = start_loop(settings.model_copy(update={"batch_wait_ms": 200}))
    assert loop.wait_until_end(60) == 4
    assert "20 transactions in a row" in loop.reason
    assert settings.ready_topic in loop.reason
    assert loop.observer.aborts == 19
    assert read_outcomes(settings) == []


def _lower_limit(admin: AdminClient, topic: str, limit: int) -> None:
    change = ConfigEntry("max.message.bytes", str(limit), incremental_operation=AlterConfigOpType.SET)
    resource = ConfigResource(ConfigResource.Type.TOPIC, topic, incremental_configs=[change])
    for answer in admin.incremental_alter_configs([resource]).values():
        answer.result(10)

"""Lag is the distance from the last commit to the last stable offset, for assigned partitions."""

from collections.abc import Callable
from typing import Any

import pytest
from confluent_kafka import Producer, TopicPartition
from confluent_kafka._model import ConsumerGroupTopicPartitions
from confluent_kafka.admin import AdminClient

from tests.kafka.harness import LoopInThread, send
from tests.support.local_broker import KafkaBroker
from workers.kafka.lag import Lag, any_broker_up, is_member
from workers.settings.settings import Settings

TP0, TP1 = ("in", 0), ("in", 1)


def _statistics(**partitions: dict[str, int]) -> dict[str, Any]:
    names = ("ls_offset", "hi_offset", "lo_offset", "committed_offset", "app_offset", "next_offset")
    empty = dict.fromkeys(names, -1001)
    return {"topics": {"in": {"partitions": {name[1:]: {**empty, **figures} for name, figures in partitions.items()}}}}


def test_lag_counts_from_what_this_worker_committed() -> None:
    """After a commit, the lag is the last stable offset minus the committed offset."""
    lag = Lag()
    lag.committed([TopicPartition("in", 0, 90)])
    assert lag.measure(_statistics(p0={"ls_offset": 100, "committed_offset": 10}), {TP0}, True) == {TP0: 10}


def test_lag_of_a_new_partition_starts_at_the_groups_offset() -> None:
    """Before the first commit, the lag starts at the group's offset, or at the beginning of the partition."""
    statistics = _statistics(p0={"ls_offset": 100, "committed_offset": 40}, p1={"ls_offset": 100, "lo_offset": 30})
    assert Lag().measure(statistics, {TP0, TP1}, True) == {TP0: 60, TP1: 70}


def test_a_revoked_partition_or_one_without_a_known_end_has_no_lag() -> None:
    """Only assigned partitions with a known end are reported; commits from before a rebalance do not count."""
    lag = Lag()
    lag.committed([TopicPartition("in", 0, 90)])
    assert lag.measure(_statistics(p0={"ls_offset": 100}, p1={}), {TP1}, True) == {}
    assert lag.measure(_statistics(p0={"ls_offset": 100, "committed_offset": 95}), {TP0}, True) == {TP0: 5}


def test_records_behind_an_open_transaction_are_lag_and_blocked() -> None:
    """The lag counts to the end of the log; what is past a last stable offset that stands still is blocked."""
    lag = Lag()
    lag.committed([TopicPartition("in", 0, 90)])
    still = _statistics(p0={"ls_offset": 100, "hi_offset": 600, "next_offset": 100})
    assert lag.measure(still, {TP0}, True) == {TP0: 510}
    assert lag.blocked == {TP0: 0}, "a transaction that has just begun may end"
    lag.measure(still, {TP0}, True)
    assert lag.blocked == {TP0: 500}
    lag.measure(_statistics(p0={"ls_offset": 110, "hi_offset": 600, "next_offset": 110}), {TP0}, True)
    assert lag.blocked == {TP0: 0}, "the last stable offset moves, so transactions end"
    backlog = _statistics(p0={"ls_offset": 110, "hi_offset": 600, "next_offset": 20})
    assert lag.measure(backlog, {TP0}, True) == {TP0: 510}
    assert lag.blocked == {TP0: 0}, "there is still something to read"


def test_without_a_broker_nothing_is_known() -> None:
    """While no broker answers, the last figures are not repeated as if they were true."""
    lag = Lag()
    still = _statistics(p0={"ls_offset": 100, "hi_offset": 600, "next_offset": 100})
    for _ in range(2):
        lag.measure(still, {TP0}, True)
    assert lag.measure(still, {TP0}, False) == {}
    assert lag.blocked == {}


def test_a_minute_without_a_commit_while_records_wait_is_stuck() -> None:
    """If records wait for a minute with a broker up and nothing delivered, the client is stuck."""
    now = [0.0]
    lag = Lag(lambda: now[0])
    waiting = _statistics(p0={"ls_offset": 100, "committed_offset": 10, "app_offset": 10})
    lag.measure(waiting, {TP0}, True)
    now[0] = 61.0
    assert lag.is_stuck()
    lag.committed([TopicPartition("in", 0, 50)])
    assert not lag.is_stuck()


@pytest.mark.parametrize("figures", [{"ls_offset": 100, "committed_offset": 10, "app_offset": 10}, {}])
def test_a_partition_that_is_not_read_on_purpose_is_not_stuck(figures: dict[str, int]) -> None:
    """Records may wait on a stopped partition without limit; another one that stands still is still found."""
    now = [0.0]
    lag = Lag(lambda: now[0])
    still = {"ls_offset": 100, "committed_offset": 10, "app_offset": 10}
    for turn in range(3):
        now[0] = 100.0 * turn
        lag.measure(_statistics(p0=figures, p1={**still, "app_offset": 100}), {TP0, TP1}, True, {TP0})
        assert not lag.is_stuck()
    lag.measure(_statistics(p0=figures, p1=still), {TP0, TP1}, True, {TP0})
    now[0] += 61.0
    assert lag.is_stuck()


def test_a_minute_without_a_first_fetch_is_stuck() -> None:
    """An assigned partition from which nothing was ever fetched does not count as having no lag."""
    now = [0.0]
    lag = Lag(lambda: now[0])
    assert lag.measure(_statistics(p0={}), {TP0}, True) == {}
    now[0] = 61.0
    assert lag.is_stuck()


@pytest.mark.parametrize("broker_up", [True, False])
def test_control_records_or_a_missing_broker_do_not_mean_stuck(broker_up: bool) -> None:
    """A client at the end is not stuck, however far back the commit is; nor is one without a broker."""
    now = [0.0]
    lag = Lag(lambda: now[0])
    position = 100 if broker_up else 10
    statistics = _statistics(p0={"ls_offset": 100, "committed_offset": 10, "app_offset": position})
    lag.measure(statistics, {TP0}, broker_up)
    now[0] = 61.0
    lag.measure(statistics, {TP0}, broker_up)
    assert not lag.is_stuck()


def test_positions_past_the_last_commit_are_committed_if_there_is_lag() -> None:
    """A transaction is made only for a position past the commit on a partition with lag."""
    lag = Lag()
    lag.committed([TopicPartition("in", 0, 90), TopicPartition("in", 1, 90)])
    lag.measure(_statistics(p0={"ls_offset": 100}, p1={"ls_offset": 90}), {TP0, TP1}, True)
    found = lag.uncommitted([TopicPartition("in", 0, 100), TopicPartition("in", 1, 90)])
    assert [(at.partition, at.offset) for at in found] == [(0, 100)]
    assert lag.uncommitted([TopicPartition("in", 0, -1001)]) == []


def test_membership_and_brokers_are_read_from_the_statistics() -> None:
    """A member has a group that is up and steady; a broker is up if at least one is."""
    assert is_member({"cgrp": {"state": "up", "join_state": "steady"}})
    assert not is_member({"cgrp": {"state": "up", "join_state": "init"}})
    assert not is_member({})
    assert any_broker_up({"brokers": {"a": {"state": "DOWN"}, "b": {"state": "UP"}}})
    assert not any_broker_up({"brokers": {}})


@pytest.mark.slow
def test_aborted_records_leave_no_lag(
    broker: KafkaBroker, settings_of: Callable[..., Settings], start_loop: Callable[..., LoopInThread]
) -> None:
    """Offsets are committed past an aborted transaction at the end, so that lag tools see no lag."""
    settings = settings_of(partitions=1, kafka_consumer={"statistics.interval.ms": "200"})
    producer = Producer(
        {"bootstrap.servers": broker.bootstrap_servers, "transactional.id": settings.group_id, "log_level": 0}
    )
    producer.init_transactions(10)
    loop = start_loop(settings)
    for committed in (True, False):
        producer.begin_transaction()
        for i in range(20):
            producer.produce(settings.input_topic, b"%d|ready" % i, b"k")
        producer.flush(10)
        if committed:
            producer.commit_transaction(10)
            loop.wait_for(lambda: loop.observer.committed_records >= 20)
        else:
            producer.abort_transaction(10)
    # 20 records and a marker, 20 aborted records and a marker.
    admin = broker.admin()
    loop.wait_for(lambda: _committed(admin, settings) == 42)
    loop.wait_for(lambda: loop.observer.lags == {(settings.input_topic, 0): 0})
    assert loop.observer.committed_records == 20
    assert loop.drain() == 0


@pytest.mark.slow
def test_an_open_transaction_shows_as_waiting_records(
    broker: KafkaBroker, settings_of: Callable[..., Settings], start_loop: Callable[..., LoopInThread]
) -> None:
    """Records behind a transaction that a producer keeps open wait and are counted; once it ends they are read."""
    settings = settings_of(partitions=1, kafka_consumer={"statistics.interval.ms": "200"})
    where = (settings.input_topic, 0)
    common = {"bootstrap.servers": broker.bootstrap_servers, "log_level": 0}
    hanging = Producer({**common, "transactional.id": settings.group_id, "transaction.timeout.ms": 600_000})
    hanging.init_transactions(10)
    hanging.begin_transaction()
    hanging.produce(settings.input_topic, b"0|ready", b"k")
    hanging.flush(10)
    assert send(settings, (b"%d|ready" % number for number in range(1, 21))) == 20
    loop = start_loop(settings)
    loop.wait_for(lambda: loop.observer.blocked_records == {where: 21})
    assert loop.observer.lags == {where: 21}
    assert loop.observer.committed_records == 0
    hanging.commit_transaction(10)
    loop.wait_for(lambda: loop.observer.committed_records == 21)
    loop.wait_for(lambda: loop.observer.lags == loop.observer.blocked_records == {where: 0})
    assert loop.drain() == 0


def _committed(admin: AdminClient, settings: Settings) -> int:
    request = ConsumerGroupTopicPartitions(settings.group_id)
    answer = admin.list_consumer_group_offsets([request])[settings.group_id].result(10)
    return max((at.offset for at in answer.topic_partitions), default=-1)

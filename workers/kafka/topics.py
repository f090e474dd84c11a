"""Creates the four topics with the settings that consumers rely on."""

from collections.abc import Sequence
from typing import Final, Literal

import structlog
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from schemas.value import value
from workers.kafka.admin_client import open_admin
from workers.kafka.client_settings import HEADROOM
from workers.kafka.errors import LastError, error_of
from workers.settings.settings import Settings

_TIMEOUT_S: Final = 15.0
_MILLISECONDS_A_DAY: Final = 86_400_000

log = structlog.get_logger()


class TopicsNotMade(Exception):
    """The topics could not be created; the message tells the operator why."""


@value
class TopicWishes:
    """Options for creating the four topics; see schemas/CONTRACT.md, "Topics"."""

    partitions: int = 12
    replication: int = 3
    min_in_sync: int = 2
    input_retention_days: int = 14
    dead_letter_retention_days: int = 14
    compaction_lag_days: int = 1


@value
class TopicPlan:
    """One topic to create: name, partitions, replicas, and settings that differ from the broker defaults."""

    name: str
    partitions: int
    replication: int
    config: dict[str, str]


@value
class TopicMade:
    """The result of one plan: the topic was created, or it already existed and was left unchanged."""

    plan: TopicPlan
    result: Literal["created", "exists"]


@value
class TopicsMade:
    """All four topics, and a warning for each option that could not be applied."""

    topics: tuple[TopicMade, ...]
    warnings: tuple[str, ...]


def plan_topics(settings: Settings, wishes: TopicWishes, brokers: int) -> tuple[tuple[TopicPlan, ...], tuple[str, ...]]:
    """Plan the four topics for a cluster of `brokers`; warns if there are too few brokers for the options."""
    replication = min(wishes.replication, brokers)
    # If min.insync.replicas equaled the replication factor, restarting one broker would block every write.
    min_in_sync = max(1, min(wishes.min_in_sync, replication - 1 if replication > 1 else 1))
    warnings: tuple[str, ...] = ()
    if (replication, min_in_sync) != (wishes.replication, wishes.min_in_sync):
        warning = (
            f"the cluster has {brokers} broker(s): using replication factor {replication} and min.insync.replicas "
            f"{min_in_sync} instead of {wishes.replication} and {wishes.min_in_sync}"
        )
        warnings = (warning,)
    incoming = settings.max_event_bytes + HEADROOM
    outgoing = incoming + HEADROOM
    compacted = {
        "cleanup.policy": "compact",
        "min.compaction.lag.ms": str(wishes.compaction_lag_days * _MILLISECONDS_A_DAY),
        "max.message.bytes": str(outgoing),
    }
    configs = {
        settings.input_topic: {
            "cleanup.policy": "delete",
            "retention.ms": str(wishes.input_retention_days * _MILLISECONDS_A_DAY),
            "max.message.bytes": str(incoming),
        },
        settings.ready_topic: compacted,
        settings.rejected_topic: compacted,
        settings.dead_letter_topic: {
            "cleanup.policy": "delete",
            "retention.ms": str(wishes.dead_letter_retention_days * _MILLISECONDS_A_DAY),
            "max.message.bytes": str(outgoing),
        },
    }
    plans = tuple(
        TopicPlan(
            name=name,
            partitions=wishes.partitions,
            replication=replication,
            config={**config, "min.insync.replicas": str(min_in_sync)},
        )
        for name, config in configs.items()
    )
    return plans, warnings


def make_topics(settings: Settings, wishes: TopicWishes) -> TopicsMade:
    """Create the missing topics; existing topics are left unchanged.

    Raises `TopicsNotMade` if no broker answers or the broker refuses.
    """
    heard = LastError()
    admin = open_admin(settings, error_cb=heard)
    try:
        brokers = len(admin.list_topics(timeout=_TIMEOUT_S).brokers)
        plans, warnings = plan_topics(settings, wishes, brokers)
        for warning in warnings:
            log.warning(warning)
        return TopicsMade(topics=_create(admin, plans), warnings=warnings)
    except KafkaException as raised:
        admin.poll(0)
        raise TopicsNotMade(f"could not create topics: {heard.explain(error_of(raised))}") from raised


def _create(admin: AdminClient, plans: Sequence[TopicPlan]) -> tuple[TopicMade, ...]:
    wanted = [
        NewTopic(plan.name, num_partitions=plan.partitions, replication_factor=plan.replication, config=plan.config)
        for plan in plans
    ]
    answers = admin.create_topics(wanted, operation_timeout=_TIMEOUT_S, request_timeout=_TIMEOUT_S)
    made: list[TopicMade] = []
    for plan in plans:
        try:
            answers[plan.name].result(_TIMEOUT_S + 1)
        except KafkaException as raised:
            if error_of(raised).code() != KafkaError.TOPIC_ALREADY_EXISTS:
                raise
            made.append(TopicMade(plan=plan, result="exists"))
        else:
            made.append(TopicMade(plan=plan, result="created"))
    return tuple(made)

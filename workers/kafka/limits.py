"""Checks that topic and client size limits are compatible, so that every outcome can be written."""

from collections.abc import Mapping
from typing import Any, Final

import structlog
from confluent_kafka import KafkaException
from confluent_kafka.admin._config import ConfigResource

from workers.kafka.admin_client import open_admin
from workers.kafka.client_settings import HEADROOM, outcome_limit
from workers.kafka.errors import describe, error_of
from workers.kafka.worker_exit import WorkerExit
from workers.settings.settings import Settings

_TIMEOUT_S: Final = 5.0

log = structlog.get_logger()


def check_limits(settings: Settings, consumer: Mapping[str, Any]) -> None:
    """Compare the size limits of topics and clients (schemas/CONTRACT.md, "Topics").

    `consumer` is the worker's configuration.

    Raises `WorkerExit` 5 if a dead letter might not fit. If the broker does not show the topic settings (this needs
    the DESCRIBE_CONFIGS permission), logs a warning and continues.
    """
    topics = (settings.input_topic, settings.ready_topic, settings.rejected_topic, settings.dead_letter_topic)
    try:
        limits = read_topic_limits(settings, topics)
    except (KafkaException, TimeoutError) as raised:
        log.warning(
            "topic size limits not checked: could not read topic settings",
            needs="DESCRIBE_CONFIGS on the four topics",
            reason=describe(error_of(raised)) if isinstance(raised, KafkaException) else "timed out",
        )
        return
    problem = find_limit_problem(settings, limits, int(consumer["receive.message.max.bytes"]))
    if problem is not None:
        raise WorkerExit(5, problem)


def find_limit_problem(settings: Settings, limits: Mapping[str, int], receive_bytes: int) -> str | None:
    """The first incompatible limit, in one sentence, or None; `limits` is each topic's `max.message.bytes`."""
    incoming = limits[settings.input_topic]
    outgoing = outcome_limit(settings)
    if incoming + HEADROOM > outgoing:
        return (
            f"topic {settings.input_topic} accepts records up to {incoming} bytes, but a dead letter of that size "
            f"needs {incoming + HEADROOM} and the producer writes at most {outgoing}: lower the topic's "
            f"max.message.bytes, or set CLAIMS_MAX_EVENT_BYTES to {incoming - HEADROOM} or more"
        )
    if incoming + HEADROOM > receive_bytes:
        return (
            f"topic {settings.input_topic} accepts batches up to {incoming} bytes, but the consumer receives at most "
            f"{receive_bytes}: raise receive.message.max.bytes to {incoming + HEADROOM} or more"
        )
    for topic in (settings.ready_topic, settings.rejected_topic, settings.dead_letter_topic):
        if limits[topic] < outgoing:
            return (
                f"topic {topic} accepts records up to {limits[topic]} bytes, but an outcome or dead letter can be "
                f"{outgoing}: raise its max.message.bytes to {outgoing} or more"
            )
    return None


def read_topic_limits(settings: Settings, topics: tuple[str, ...]) -> dict[str, int]:
    """Each topic's `max.message.bytes`; raises the client's exception if the broker does not show it."""
    admin = open_admin(settings)
    resources = [ConfigResource(ConfigResource.Type.TOPIC, topic) for topic in topics]
    answers = admin.describe_configs(resources, request_timeout=_TIMEOUT_S)
    return {
        resource.name: int(answer.result(_TIMEOUT_S + 1)["max.message.bytes"].value)
        for resource, answer in answers.items()
    }

"""Configuration of each Kafka client, and the reason for every non-default property."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from workers.kafka.worker_exit import WorkerExit
from workers.settings.settings import Settings

GroupProtocol = Literal["consumer", "classic"]
ClientConfig = dict[str, Any]

HEADROOM: Final = 64 * 1024
"""Bytes that a topic's size limit must leave free: for batch framing and for dead-letter headers."""

TRANSACTION_TIMEOUT_MS: Final = 10_000
"""If a worker dies and its slot is not restarted, readers of committed records are blocked for this long."""

# Under the group protocol 'consumer' the broker controls these, and the client rejects them.
_CLASSIC_ONLY: Final = (
    "session.timeout.ms",
    "heartbeat.interval.ms",
    "partition.assignment.strategy",
    "group.protocol.type",
)

_COMMON: Final[ClientConfig] = {
    "reconnect.backoff.ms": 50,
    "reconnect.backoff.max.ms": 1000,
    # Delay before a retry while the previous transaction's markers are written; the default of 100 ms adds latency.
    "retry.backoff.ms": 10,
    "socket.keepalive.enable": True,
    # The client logs again on every reconnect; error callbacks and exceptions carry the same text.
    "log_level": 0,
}


def first_protocol(settings: Settings) -> GroupProtocol:
    """The group protocol to try first; under 'auto', classic if a classic-only property is set."""
    if settings.kafka_group_protocol != "auto":
        return settings.kafka_group_protocol
    chosen = {**settings.kafka, **settings.kafka_consumer}
    return "classic" if any(name in chosen for name in _CLASSIC_ONLY) else "consumer"


def outcome_limit(settings: Settings) -> int:
    """The largest outcome to produce, in bytes: the limit of output topics made by `topics create`."""
    chosen = {**settings.kafka, **settings.kafka_producer}.get("message.max.bytes")
    return int(chosen) if chosen is not None else settings.max_event_bytes + 2 * HEADROOM


def connection_config(settings: Settings) -> ClientConfig:
    """Properties shared by every client: the bootstrap servers and the user's security settings."""
    if settings.kafka_bootstrap_servers is None:
        raise WorkerExit(2, "CLAIMS_KAFKA_BOOTSTRAP_SERVERS: required; set host:port of one or more brokers")
    return {**_COMMON, **settings.kafka, "bootstrap.servers": settings.kafka_bootstrap_servers}


def consumer_config(settings: Settings, slot: int, protocol: GroupProtocol) -> ClientConfig:
    """The consumer of one slot: it never commits on its own and reads only committed records."""
    largest_input = settings.max_event_bytes + HEADROOM
    config = {
        **connection_config(settings),
        "client.id": f"{settings.group_id}-{slot}",
        "auto.offset.reset": "earliest",
        "fetch.wait.max.ms": 50,
        "fetch.error.backoff.ms": 100,
        "max.poll.interval.ms": 60_000,
        "queued.max.messages.kbytes": 16 * 1024,
        # A restarting broker may return an empty broker list, which would leave the client with no broker to ask.
        "metadata.recovery.strategy": "rebootstrap",
        # How soon a classic member sees that the topic has more partitions; the default is five minutes.
        "topic.metadata.refresh.interval.ms": 15_000,
        "statistics.interval.ms": 5000,
        # Must hold the largest batch that a topic accepts, uncompressed: a small zstd batch can expand to this size.
        "fetch.max.bytes": max(8 << 20, largest_input),
        "receive.message.max.bytes": max(16 << 20, 2 * largest_input),
    }
    if protocol == "classic":
        config |= {
            # No group.instance.id: a static member that is killed while a new member waits for its partitions gets what
            # is left when it is back, without a rebalance, and nobody reads the others.
            "partition.assignment.strategy": "cooperative-sticky",
            "session.timeout.ms": 10_000,
            "heartbeat.interval.ms": 1000,
        }
    config |= settings.kafka_consumer
    return config | {
        "group.id": settings.group_id,
        "group.protocol": protocol,
        "enable.auto.commit": False,
        "enable.auto.offset.store": False,
        "isolation.level": "read_committed",
    }


_ONE_REQUEST: Final = {"max.in.flight.requests.per.connection": 1}
"""Never send a batch while an earlier one is unanswered.

A broker takes any sequence number from a producer it does not know in a partition. If it rejects the first batch, for
want of a leader or of replicas, and takes the second one, which was sent before that answer, then the client reports
both as written: to it, the second one proves that the broker has the first.
"""


def producer_config(settings: Settings, slot: int) -> ClientConfig:
    """The transactional producer of one slot; its id is stable, so a restart ends the transaction left open."""
    limit = outcome_limit(settings)
    return {
        **connection_config(settings),
        "client.id": f"{settings.group_id}-{slot}",
        # With 'rebootstrap', the default, send_offsets_to_transaction() hangs forever when a single broker restarts.
        "metadata.recovery.strategy": "none",
        "linger.ms": 5,
        "compression.type": "lz4",
        "partitioner": "murmur2_random",
        "transaction.timeout.ms": TRANSACTION_TIMEOUT_MS,
        "message.max.bytes": limit,
        # A batch must not exceed the topic's limit: the broker would reject every record in it.
        "batch.size": min(1_000_000, limit),
        **settings.kafka_producer,
        **_ONE_REQUEST,
        "transactional.id": transactional_id(settings, slot),
        "delivery.report.only.error": True,
    }


def publisher_config(settings: Settings) -> ClientConfig:
    """The producer of the command-line tools: idempotent, acknowledged by all replicas, not transactional."""
    limit = outcome_limit(settings)
    return {
        **connection_config(settings),
        "client.id": f"{settings.group_id}-publish",
        "linger.ms": 5,
        "compression.type": "lz4",
        "partitioner": "murmur2_random",
        "message.max.bytes": limit,
        "batch.size": min(1_000_000, limit),
        "message.timeout.ms": 30_000,
        **settings.kafka_producer,
        **_ONE_REQUEST,
        "enable.idempotence": True,
    }


def eraser_config(settings: Settings) -> ClientConfig:
    """The producer of `claims erase`: like that of the other tools, but in a transaction."""
    return {
        # Longer than message.timeout.ms, as the client requires.
        "transaction.timeout.ms": 60_000,
        **publisher_config(settings),
        "client.id": f"{settings.group_id}-erase",
        "transactional.id": f"{settings.group_id}.erase",
    }


def reader_config(settings: Settings) -> ClientConfig:
    """The consumer of the command-line tools: reads topics from the beginning and never joins a group."""
    largest = outcome_limit(settings)
    return {
        **connection_config(settings),
        "client.id": f"{settings.group_id}-reader",
        "auto.offset.reset": "earliest",
        "fetch.wait.max.ms": 50,
        "fetch.max.bytes": max(8 << 20, largest),
        "receive.message.max.bytes": max(16 << 20, 2 * largest),
        **_without(settings.kafka_consumer, (*_CLASSIC_ONLY, "statistics.interval.ms")),
        "group.id": f"{settings.group_id}.reader",
        "enable.auto.commit": False,
        "enable.partition.eof": True,
        "isolation.level": "read_committed",
    }


def follower_config(settings: Settings) -> ClientConfig:
    """The consumer of both outcome topics: a group shares their partitions, the caller knows where each one goes on."""
    largest = outcome_limit(settings)
    return {
        **connection_config(settings),
        "client.id": follower_group(settings),
        "fetch.error.backoff.ms": 100,
        "fetch.max.bytes": max(8 << 20, largest),
        "receive.message.max.bytes": max(16 << 20, 2 * largest),
        "queued.max.messages.kbytes": 16 * 1024,
        "topic.metadata.refresh.interval.ms": 15_000,
        "session.timeout.ms": 10_000,
        "heartbeat.interval.ms": 1000,
        "statistics.interval.ms": 5000,
        **settings.kafka_consumer,
        "group.id": follower_group(settings),
        "group.protocol": "classic",
        # Eager: nobody writes while partitions move.
        "partition.assignment.strategy": "range,roundrobin",
        "enable.auto.commit": False,
        "enable.auto.offset.store": False,
        "isolation.level": "read_committed",
        # To jump over what was deleted would be a gap that nobody knows of.
        "auto.offset.reset": "error",
    }


def follower_group(settings: Settings) -> str:
    """The group that shares the outcome topics among sinks."""
    return f"{settings.group_id}.insight"


def probe_config(consumer: Mapping[str, Any]) -> ClientConfig:
    """A temporary consumer that finds the end of an undecodable batch: the worker's settings, but no group."""
    dropped = (
        *_CLASSIC_ONLY,
        "group.protocol",
        "statistics.interval.ms",
        "stats_cb",
        "error_cb",
    )
    return {
        **_without(consumer, dropped),
        "group.id": f"{consumer['group.id']}.probe",
        "auto.offset.reset": "error",
        "enable.partition.eof": True,
        "fetch.error.backoff.ms": 10,
    }


def transactional_id(settings: Settings, slot: int) -> str:
    """The stable transactional id of a slot."""
    return f"{settings.group_id}-{slot}"


def _without(config: Mapping[str, Any], names: tuple[str, ...]) -> ClientConfig:
    return {name: setting for name, setting in config.items() if name not in names}

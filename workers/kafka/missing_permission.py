"""Names the permission that a command lacks, and where it is granted."""

from typing import Final

from confluent_kafka import KafkaError

_WHERE: Final = "see the role '{}' in deploy/kafka/access.toml"


def missing_permission(
    error: KafkaError,
    *,
    topic: str | None,
    group: str | None = None,
    transactional_id: str | None = None,
    operation: str = "READ",
    role: str = "operator",
) -> str | None:
    """What a person needs who was refused, or None if `error` is no missing permission.

    Args:
        error: the error of a call.
        topic: the topic of the call.
        group: the group of the client, if it has one.
        transactional_id: that of the client, if it has one.
        operation: what the call does with the topic.
        role: who has the permission.
    """
    where = _WHERE.format(role)
    match error.code():
        case KafkaError.GROUP_AUTHORIZATION_FAILED if group is not None:
            return f"permission is missing: READ on group {group}; {where}"
        case KafkaError.TOPIC_AUTHORIZATION_FAILED if topic is not None:
            return f"permission is missing: {operation} on topic {topic}; {where}"
        case KafkaError.TRANSACTIONAL_ID_AUTHORIZATION_FAILED if transactional_id is not None:
            return f"permission is missing: WRITE on transactional id {transactional_id}; {where}"
        case _:
            return None

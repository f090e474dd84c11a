"""Names the permission that a command lacks, and where it is granted."""

from typing import Final

from confluent_kafka import KafkaError

_WHERE: Final = "see the role 'operator' in deploy/kafka/access.toml"


def missing_permission(
    error: KafkaError, *, topic: str | None, group: str | None = None, operation: str = "READ"
) -> str | None:
    """What a person needs who was refused, or None if `error` is no missing permission.

    Args:
        error: the error of a call.
        topic: the topic of the call.
        group: the group of the client, if it has one.
        operation: what the call does with the topic.
    """
    match error.code():
        case KafkaError.GROUP_AUTHORIZATION_FAILED if group is not None:
            return f"permission is missing: READ on group {group}; {_WHERE}"
        case KafkaError.TOPIC_AUTHORIZATION_FAILED if topic is not None:
            return f"permission is missing: {operation} on topic {topic}; {_WHERE}"
        case _:
            return None

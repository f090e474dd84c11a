"""What is the matter when calls are not answered: the brokers, a topic, a partition without a leader, too few replicas.

The client says of all of these that a call timed out.
"""

from collections.abc import Iterator
from typing import Any, Final

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._config import ConfigResource

from schemas.value import value
from workers.kafka.admin_client import open_admin
from workers.kafka.client_settings import transactional_id
from workers.kafka.errors import MISSING, error_of, exit_for, is_refused
from workers.kafka.token_endpoint import find_token_problem
from workers.settings.settings import Settings

_TIMEOUT_S: Final = 2.0
_MOST_NAMED: Final = 5
_OFFSETS: Final = "__consumer_offsets"
_TRANSACTIONS: Final = "__transaction_state"


@value
class Diagnosis:
    """`broker_answers`: a new client reaches a broker. `problem`: what keeps the worker waiting, if it was found."""

    broker_answers: bool
    problem: str | None = None


def diagnose(settings: Settings, slot: int) -> Diagnosis:
    """Ask with a new client; takes two seconds if no broker answers.

    Raises `WorkerExit` 5 if a broker refuses the worker.
    """
    admin = open_admin(settings)
    answered = False
    try:
        for topic, partitions, written in _concerned(settings, slot):
            metadata = admin.list_topics(topic, timeout=_TIMEOUT_S)
            answered = answered or bool(metadata.brokers)
            problem = _problem_of(admin, metadata.topics[topic], partitions, written=written)
            if problem is not None:
                return Diagnosis(broker_answers=True, problem=f"topic {topic} {problem}")
    except KafkaException as raised:
        error = error_of(raised)
        if is_refused(error):
            raise exit_for(error, "topic metadata") from raised
    return Diagnosis(broker_answers=answered, problem=None if answered else find_token_problem(settings))


def _concerned(settings: Settings, slot: int) -> Iterator[tuple[str, str | None, bool]]:
    """Topics the worker needs: name, the key whose partition is meant (None: all), and whether it is written to."""
    yield settings.input_topic, None, False
    for topic in (settings.ready_topic, settings.rejected_topic, settings.dead_letter_topic):
        yield topic, None, True
    # The brokers keep the offsets of a group, and the state of a transactional id, in one partition each.
    yield _OFFSETS, settings.group_id, True
    yield _TRANSACTIONS, transactional_id(settings, slot), True


def _problem_of(admin: AdminClient, topic: Any, key: str | None, *, written: bool) -> str | None:
    own = key is None
    if topic.error is not None:
        if own and is_refused(topic.error):
            raise exit_for(topic.error, f"topic {topic.topic}")
        # Without permission on the brokers' own topics nothing is known of them.
        return "does not exist" if own and topic.error.code() in MISSING else None
    partitions = topic.partitions if key is None else _only(topic.partitions, key)
    leaderless = sorted(number for number, each in partitions.items() if each.leader < 0)
    if leaderless:
        return f"has no leader for {_listed(leaderless)}"
    behind = sorted(number for number, each in partitions.items() if len(each.isrs) < len(each.replicas))
    if not written or not behind:
        return None
    least = _min_in_sync(admin, topic.topic)
    few = [number for number in behind if least is not None and len(partitions[number].isrs) < least]
    if not few:
        return None
    in_sync = len(partitions[few[0]].isrs)
    return f"has too few in-sync replicas for {_listed(few)}: {in_sync}, and min.insync.replicas is {least}"


def _only(partitions: dict[int, Any], key: str) -> dict[int, Any]:
    number = _java_hash(key) % len(partitions) if partitions else 0
    return {number: partitions[number]} if number in partitions else {}


def _java_hash(text: str) -> int:
    """The hash by which brokers choose the partition of a group or a transactional id, without its sign."""
    state = 0
    for character in text:  # all of them are ASCII
        state = (31 * state + ord(character)) & 0xFFFFFFFF
    # Java's abs() of the smallest integer is 0 there.
    signed = state - (1 << 32) if state & 1 << 31 else state
    return 0 if signed == -(1 << 31) else abs(signed)


def _min_in_sync(admin: AdminClient, topic: str) -> int | None:
    resource = ConfigResource(ConfigResource.Type.TOPIC, topic)
    try:
        held = admin.describe_configs([resource], request_timeout=_TIMEOUT_S)[resource].result(_TIMEOUT_S + 1)
        return int(held["min.insync.replicas"].value)
    except (KafkaException, TimeoutError, KeyError):
        return None


def _listed(numbers: list[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:_MOST_NAMED]) + (" …" if len(numbers) > _MOST_NAMED else "")
    return f"partition {shown}" if len(numbers) == 1 else f"partitions {shown}"

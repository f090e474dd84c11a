"""Asks the group coordinator whether this worker is a member.

Under the group protocol 'consumer', the client creates its own member ID and stays in its initial state as long as it
has no partitions, whether the coordinator knows it or not.
"""

from concurrent.futures import Future
from typing import Any, Final

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from workers.kafka.admin_client import open_admin
from workers.settings.settings import Settings

_TIMEOUT_S: Final = 5.0


class Membership:
    """Asks the coordinator for the members of the group; this needs only READ on the group."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client: AdminClient | None = None
        self._answer: Future[Any] | None = None
        self._members: frozenset[str] | None = None

    def look(self, member_id: str | None) -> bool | None:
        """Whether the last answer includes the member; None before the first answer.

        Sends the next request without waiting for its answer.
        """
        if self._answer is None or self._answer.done():
            if self._answer is not None:
                self._members = _members_in(self._answer)
            self._answer = self._ask()
        return None if self._members is None else member_id in self._members

    def _ask(self) -> "Future[Any]":
        if self._client is None:
            self._client = open_admin(self._settings)
        self._client.poll(0)
        group = self._settings.group_id
        answer: Future[Any] = self._client.describe_consumer_groups([group], request_timeout=_TIMEOUT_S)[group]
        return answer


def _members_in(answer: "Future[Any]") -> frozenset[str] | None:
    try:
        return frozenset(member.member_id for member in answer.result().members)
    except KafkaException:
        return None

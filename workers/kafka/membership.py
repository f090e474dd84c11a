"""Whether the group has a member, as its coordinator says.

Under the group protocol 'consumer' the client makes its member id itself and stays in its first state as long as it has
no partitions, whether the coordinator knows of it or not.
"""

from concurrent.futures import Future
from typing import Any, Final

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from workers.kafka.admin_client import open_admin
from workers.settings.settings import Settings

_TIMEOUT_S: Final = 5.0


class Membership:
    """Asks the coordinator for the members of the group; READ on the group is enough for that."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client: AdminClient | None = None
        self._answer: Future[Any] | None = None
        self._members: frozenset[str] | None = None

    def look(self, member_id: str | None) -> bool | None:
        """Whether the last answer has the member, None before there is one.

        Sends the next question and does not wait for its answer.
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

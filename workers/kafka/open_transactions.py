"""Takes back what is still open of this slot's producer though the broker counts it as ended.

A broker that comes back from an outage may record a transaction as ended and never write the end into the partitions:
it skips those that have no leader at that moment (KAFKA-20734; seen with brokers of 4.3 and 4.4). What is left holds
back every reader of those partitions, keeps the group's offsets from being read, and, worst, would become visible
together with the next transaction of the same producer. Aborting one transaction that touches all of them ends it:
then the outcomes and the offsets are gone together, and the inputs are read again.
"""

from typing import Any, Final

import structlog
from confluent_kafka import IsolationLevel, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._listoffsets import OffsetSpec

from workers.kafka.client_settings import connection_config
from workers.kafka.errors import describe
from workers.kafka.observer import Partition
from workers.kafka.retrying_calls import Calls
from workers.kafka.transaction import Transactions
from workers.kafka.worker_exit import WorkerExit
from workers.settings.settings import Settings

_MOST_TRIES: Final = 20
_END: Final = OffsetSpec.latest()  # type: ignore[no-untyped-call]

log = structlog.get_logger()


class UnendedTransactions:
    """What this slot may have left open, in its output partitions and in the offsets of its group."""

    def __init__(self, settings: Settings, slot: int, transactions: Transactions, calls: Calls) -> None:
        self._settings = settings
        self._slot = slot
        self._transactions = transactions
        self._calls = calls
        self._tries = 0
        self.due = True
        """At the start, whatever the way in which the predecessor ended."""

    def take_back(self, group: Any) -> bool:
        """Ends all of it; False where it has to be tried again after the next read.

        `group` is the consumer's metadata, of a member: of a group with members the broker refuses any other.
        To be called between two transactions. Raises `WorkerExit` 4 where it failed twenty times in a row.
        """
        held_back = self._partitions_held_back()
        error = self._transactions.abort_one_over(held_back, group)
        if error is None:
            if held_back:
                # Under load most of these are transactions of other workers, which stay as they are.
                log.info("open transactions of this slot, if any, were taken back", partitions=len(held_back))
            self._tries = 0
            self.due = False
            return True
        self._tries += 1
        if self._tries >= _MOST_TRIES:
            raise WorkerExit(4, f"what slot {self._slot} left open cannot be taken back: {describe(error)}")
        return False

    def _partitions_held_back(self) -> list[Partition]:
        """Output partitions of which readers of committed records do not see the end."""
        settings = self._settings
        admin = AdminClient(connection_config(settings))
        partitions = [
            TopicPartition(topic, partition)
            for topic in (settings.ready_topic, settings.rejected_topic, settings.dead_letter_topic)
            for partition in self._partitions_of(admin, topic)
        ]
        # In this order: what is committed in between is not taken for open.
        ends = self._ends(admin, partitions, IsolationLevel.READ_UNCOMMITTED)
        stable = self._ends(admin, partitions, IsolationLevel.READ_COMMITTED)
        return [name for name, end in ends.items() if stable[name] < end]

    def _partitions_of(self, admin: AdminClient, topic: str) -> list[int]:
        def ask(timeout_s: float) -> list[int]:
            return list(admin.list_topics(topic, timeout=timeout_s).topics[topic].partitions)

        return self._calls.make(f"metadata of {topic}", ask, under_way=False)

    def _ends(
        self, admin: AdminClient, partitions: list[TopicPartition], isolation: IsolationLevel
    ) -> dict[Partition, int]:
        def ask(timeout_s: float) -> dict[Partition, int]:
            answers = admin.list_offsets(
                dict.fromkeys(partitions, _END),
                isolation_level=isolation,
                request_timeout=timeout_s,
            )
            return {
                (partition.topic, partition.partition): answer.result().offset for partition, answer in answers.items()
            }

        return self._calls.make("ends of the output topics", ask, under_way=False)

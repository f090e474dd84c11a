"""Aborts transactions of this slot that are still open although the broker lists them as ended.

After an outage, a broker may record a transaction as ended without writing its end marker to every partition: it skips
partitions that have no leader at that moment (KAFKA-20734; seen with brokers 4.3 and 4.4). The open transaction blocks
all readers of those partitions and of the group's offsets. Worse, its records would become visible with the next
transaction of the same producer. Aborting one transaction that touches all of these partitions ends it: outcomes and
offsets are rolled back together, and the inputs are read again.
"""

from typing import Any, Final

import structlog
from confluent_kafka import IsolationLevel, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._listoffsets import OffsetSpec

from workers.kafka.admin_client import open_admin
from workers.kafka.errors import describe
from workers.kafka.observer import Partition
from workers.kafka.retrying_calls import Calls
from workers.kafka.transaction import Transactions
from workers.kafka.worker_exit import WorkerExit
from workers.settings.settings import Settings

_MAX_TRIES: Final = 20
_END: Final = OffsetSpec.latest()  # type: ignore[no-untyped-call]

log = structlog.get_logger()


class OpenTransactions:
    """Transactions that this slot may have left open in its output partitions and its group's offsets."""

    def __init__(self, settings: Settings, slot: int, transactions: Transactions, calls: Calls) -> None:
        self._settings = settings
        self._slot = slot
        self._transactions = transactions
        self._calls = calls
        self._tries = 0
        self.due = True
        """True on start, no matter how the predecessor ended."""

    def abort(self, group: Any) -> bool:
        """Abort them all; False if this must be retried after the next read.

        `group` is the metadata of a consumer that has joined: the broker refuses offsets from anyone else. Call this
        between transactions. Raises `WorkerExit` 4 after 20 failures in a row.
        """
        blocked = self._blocked_partitions()
        error = self._transactions.abort_empty_transaction(blocked, group)
        if error is None:
            if blocked:
                # Under load most of these belong to running transactions of other workers, which are not affected.
                log.info("aborted transactions left open by this slot, if any", partitions=len(blocked))
            self._tries = 0
            self.due = False
            return True
        self._tries += 1
        if self._tries >= _MAX_TRIES:
            raise WorkerExit(4, f"could not abort transactions left open by slot {self._slot}: {describe(error)}")
        return False

    def _blocked_partitions(self) -> list[Partition]:
        """Output partitions with an open transaction: readers of committed records cannot reach the end."""
        settings = self._settings
        admin = open_admin(settings)
        partitions = [
            TopicPartition(topic, partition)
            for topic in (settings.ready_topic, settings.rejected_topic, settings.dead_letter_topic)
            for partition in self._partitions_of(admin, topic)
        ]
        # Read in this order, a transaction committed in between does not look open.
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

        return self._calls.make("end offsets of the output topics", ask, under_way=False)

"""Aborts transactions of this slot that are still open although the broker lists them as ended.

After an outage, a broker may record a transaction as ended without writing its end marker to every partition: it skips
partitions that have no leader at that moment (KAFKA-20734; seen with brokers 4.3 and 4.4). The open transaction blocks
all readers of those partitions and of the group's offsets. Worse, its records would become visible with the next
transaction of the same producer. Aborting one transaction that touches all of these partitions ends it.

If the ended transaction was a commit in doubt of this process, some partitions, or the group's offsets, may have got
their end markers: then what the abort has hidden is written again. Without its outcomes in memory, as after a restart,
offsets and outcomes are taken to have been rolled back together, and the inputs are read again.
"""

from typing import Any, Final

import structlog
from confluent_kafka import IsolationLevel, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._listoffsets import OffsetSpec

from workers.kafka.admin_client import open_admin
from workers.kafka.consumer import InputConsumer
from workers.kafka.doubtful_outcomes import DoubtfulOutcomes
from workers.kafka.errors import describe
from workers.kafka.observer import Partition
from workers.kafka.retrying_calls import Calls
from workers.kafka.transaction import Pair, Transactions
from workers.kafka.worker_exit import WorkerExit
from workers.settings.settings import Settings

_MAX_TRIES: Final = 20
_END: Final = OffsetSpec.latest()  # type: ignore[no-untyped-call]

log = structlog.get_logger()


class OpenTransactions:
    """Transactions that this slot may have left open in its output partitions and its group's offsets."""

    def __init__(
        self, settings: Settings, slot: int, source: InputConsumer, transactions: Transactions, calls: Calls
    ) -> None:
        self._settings = settings
        self._slot = slot
        self._source = source
        self._transactions = transactions
        self._calls = calls
        self._tries = 0
        self._doubtful = DoubtfulOutcomes(settings)
        self.due = True
        """True on start, no matter how the predecessor ended."""

    def abort(self, group: Any) -> bool:
        """Abort them all; False if this must be retried after the next read.

        `group` is the metadata of a consumer that has joined: the broker refuses offsets from anyone else. Call this
        between transactions. Raises `WorkerExit` 4 after 20 failures in a row.
        """
        blocked = self._blocked_partitions()
        if self._transactions.commit_in_doubt:
            self._calls.make(
                "look up outcomes in doubt",
                lambda timeout_s: self._doubtful.look_up(self._transactions.doubtful, blocked, timeout_s),
                query=True,
            )
        error = self._transactions.abort_empty_transaction(list(blocked), group)
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

    def settle_doubt(self, group: Any) -> bool:
        """Write again what is hidden of a commit in doubt; call after `abort`. False if this must be retried.

        There is nothing to do if everything was committed, or if the inputs will be read again: the offsets were
        rolled back with all outcomes, or their partitions have another owner now.
        """
        transactions = self._transactions
        hidden, behind = self._hidden(), self._behind()
        if hidden is None or behind is None:
            return False
        transactions.commit_in_doubt = False
        in_parts = bool(hidden) if not behind else len(hidden) < len(transactions.doubtful) and self._owns(behind)
        if in_parts:
            log.warning(
                "a broker lost a part of a commit; writing that again",
                slot=self._slot,
                outcomes=len(hidden),
                offsets=len(behind),
            )
            if not transactions.publish(hidden, behind, group):
                transactions.commit_in_doubt = True
                return False
        self._doubtful = DoubtfulOutcomes(self._settings)
        return True

    def _hidden(self) -> list[Pair] | None:
        """The outcomes that no committed reader will see; None if an open transaction before them leaves that open."""
        ends = self._doubtful.ends
        if not ends:
            return []
        places = [TopicPartition(*name) for name in ends]
        stable = self._ends(open_admin(self._settings), places, IsolationLevel.READ_COMMITTED)
        if any(stable[name] < end for name, end in ends.items()):
            return None
        return self._calls.make(
            "read outcomes in doubt",
            lambda timeout_s: self._doubtful.hidden(self._transactions.doubtful, timeout_s),
            query=True,
        )

    def _behind(self) -> list[TopicPartition] | None:
        """The offsets of the commit in doubt that the group does not have; None if no broker tells that now."""
        offsets = self._transactions.doubtful_offsets
        committed = self._source.ask_committed([(each.topic, each.partition) for each in offsets])
        if committed is None or None in committed.values():
            return None
        known = {name: -1 if found.offset is None else found.offset for name, found in committed.items() if found}
        return [each for each in offsets if known[each.topic, each.partition] < each.offset]

    def _owns(self, offsets: list[TopicPartition]) -> bool:
        return {(each.topic, each.partition) for each in offsets} <= self._source.assignment.owned

    def _blocked_partitions(self) -> dict[Partition, tuple[int, int]]:
        """Output partitions with an open transaction, with the end for readers of committed records and the log's."""
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
        return {name: (stable[name], end) for name, end in ends.items() if stable[name] < end}

    def _partitions_of(self, admin: AdminClient, topic: str) -> list[int]:
        def ask(timeout_s: float) -> list[int]:
            return list(admin.list_topics(topic, timeout=timeout_s).topics[topic].partitions)

        return self._calls.make(f"metadata of {topic}", ask, under_way=False, query=True)

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

        return self._calls.make("end offsets of the output topics", ask, under_way=False, query=True)

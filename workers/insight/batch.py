"""What a sink has read and not yet written: rows, claims to erase, and how much it is."""

from collections import defaultdict
from typing import Final

from schemas.unreadable import Unreadable
from workers.insight.facts import Place, Row, facts_of, unreadable
from workers.insight.keys import Keys
from workers.kafka.observer import Partition
from workers.kafka.record import InputRecord
from workers.outcomes.decode import OutcomeDecoder
from workers.pipeline.outcome import Ready

MOST_ROWS: Final = 10_000
MOST_BYTES: Final = 64 * 1024 * 1024
"""Bytes of records after which a batch is full."""


class Batch:
    """The outcomes since the last commit.

    Args:
        keys: makes the keys of persons.
        decoder: decodes the values of records.
    """

    def __init__(self, keys: Keys, decoder: OutcomeDecoder) -> None:
        self._keys = keys
        self._decoder = decoder
        self._bytes = 0
        self._rows: list[Row] = []
        self._erased_at: dict[tuple[str, str], int] = {}
        self.erased: dict[Partition, set[str]] = defaultdict(set)
        """Ids of claims whose rows are to be deleted, by the partition that said so."""

    @property
    def is_full(self) -> bool:
        """Whether to write it now."""
        return len(self._rows) + len(self._erased_at) >= MOST_ROWS or self._bytes >= MOST_BYTES

    def rows(self) -> list[Row]:
        """The rows to write, without those of claims that were erased after them."""
        erased = self._erased_at
        return [row for at, row in enumerate(self._rows) if at >= erased.get((row["topic"], row["claim_id"]), 0)]

    def add(self, record: InputRecord) -> None:
        """Take one record: an outcome, one that cannot be read, or a null value, which erases a claim."""
        place = Place(topic=record.topic, partition=record.partition, offset=record.offset)
        self._bytes += len(record.value or b"")
        if record.fault is not None:
            self._rows.append(unreadable(place))
        elif record.value is None:
            self._erase(record)
        else:
            self._rows.append(self._row(record.value, place))

    def _row(self, content: bytes, place: Place) -> Row:
        try:
            outcome = self._decoder.decode(content)
        except Unreadable:
            return unreadable(place)
        return facts_of(outcome.claim if isinstance(outcome, Ready) else outcome.rejection, self._keys, place)

    def _erase(self, record: InputRecord) -> None:
        try:
            claim_id = (record.key or b"").decode()
        except UnicodeDecodeError:
            return  # no claim has this id
        self.erased[record.topic, record.partition].add(claim_id)
        self._erased_at[record.topic, claim_id] = len(self._rows)

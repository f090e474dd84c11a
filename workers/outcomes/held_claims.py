"""Finds where the outcome topics still hold claims: what is to be erased, and in which partitions."""

from collections import Counter
from collections.abc import Collection, Mapping

from schemas.value import value
from workers.kafka.observer import Partition
from workers.kafka.progress import Progress
from workers.kafka.reader import read_to_end
from workers.settings.settings import Settings


@value
class HeldClaim:
    """A claim, and the outcomes of it since its last tombstone."""

    claim_id: str
    records: Mapping[Partition, int]
    """How many there are, by partition; none if tombstones erased all."""


def find_held(settings: Settings, claim_ids: Collection[str], progress: Progress | None = None) -> dict[str, HeldClaim]:
    """The claims of which the outcome topics have records or tombstones, by id.

    All partitions are read: those of a key change when a topic gets more partitions.

    Raises:
        NotRead: no broker answers, the broker refuses access, or a topic does not exist.
        TimeoutError: the end was not reached, such as behind an open transaction.
    """
    wanted = {claim_id.encode("ascii"): claim_id for claim_id in claim_ids}
    found: dict[str, Counter[Partition]] = {}
    for record in read_to_end(settings, (settings.ready_topic, settings.rejected_topic), progress=progress):
        claim_id = None if record.key is None else wanted.get(record.key)
        if claim_id is None:
            continue
        counts = found.setdefault(claim_id, Counter())
        if record.value is None and record.fault is None:
            del counts[record.topic, record.partition]
        else:
            counts[record.topic, record.partition] += 1
    return {claim_id: HeldClaim(claim_id=claim_id, records=counts) for claim_id, counts in found.items()}

"""Remembers which dead letters were replayed: in the metadata of offsets that the readers' group commits.

That needs no state on disk and no permission besides those to read. What is forgotten is offered again, which is
harmless: a replay gives an equal outcome. So a mark is dropped rather than guessed.
"""

from collections.abc import Iterable
from typing import Final, Literal

from confluent_kafka import ConsumerGroupTopicPartitions, KafkaException, TopicPartition

from workers.kafka.admin_client import open_admin
from workers.kafka.client_settings import reader_config
from workers.kafka.commit_note import CommitNote, read_note, write_note
from workers.kafka.embedded_broker import is_embedded
from workers.kafka.errors import LastError, error_of
from workers.kafka.missing_permission import missing_permission
from workers.kafka.reader import NotRead
from workers.kafka.topic_facts import TopicFacts
from workers.settings.settings import Settings

_TIMEOUT_S: Final = 10.0
_MOST_CHARACTERS: Final = 3500
"""Of the metadata of an offset; brokers allow 4,096 bytes by default (`offset.metadata.max.bytes`)."""


class ReplayedLetters:
    """The replayed offsets of the dead-letter topic. The embedded broker keeps no marks.

    Raises:
        NotRead: no broker answers, or the broker refuses access.
    """

    def __init__(self, settings: Settings) -> None:
        self._topic = settings.dead_letter_topic
        self._group = str(reader_config(settings)["group.id"])
        self._heard = LastError()
        self._admin = open_admin(settings, error_cb=self._heard)
        facts = TopicFacts(settings)
        try:
            cluster = self._admin.list_topics(self._topic, timeout=_TIMEOUT_S)
            found = cluster.topics[self._topic]
            if found.error is not None:
                raise KafkaException(found.error)
            # The offsets of a topic that was deleted and created again are not those that were marked.
            embedded = is_embedded(cluster.cluster_id)
            self._topic_id = None if embedded else facts.ask_topic_id(self._topic)()
            committed = [] if embedded else self._committed(found.partitions)
        except KafkaException as raised:
            raise self._failed("read", raised) from raised
        self._marks = {place.partition: self._read(place.metadata) for place in committed}

    def _committed(self, partitions: Iterable[int]) -> list[TopicPartition]:
        places = [TopicPartition(self._topic, partition) for partition in partitions]
        asked = [ConsumerGroupTopicPartitions(self._group, places)]
        answers = self._admin.list_consumer_group_offsets(asked, request_timeout=_TIMEOUT_S)
        return list(answers[self._group].result(_TIMEOUT_S + 1).topic_partitions or ())

    def _read(self, metadata: str | None) -> tuple[range, ...]:
        if self._topic_id is None or read_note(metadata).topic_id != self._topic_id:
            return ()
        return read_ranges((metadata or "").rpartition(" ")[2])

    def has(self, partition: int, offset: int) -> bool:
        """Whether the dead letter at this place was replayed."""
        return any(offset in marked for marked in self._marks.get(partition, ()))

    def add(self, places: Iterable[tuple[int, int]]) -> None:
        """Mark these partitions and offsets as replayed.

        Raises:
            NotRead: the broker does not answer or refuses.
        """
        new: dict[int, list[range]] = {}
        for partition, offset in places:
            new.setdefault(partition, []).append(range(offset, offset + 1))
        for partition, ranges in new.items():
            self._marks[partition] = merge((*self._marks.get(partition, ()), *ranges))
        if not new or self._topic_id is None:
            return
        topic_id = write_note(CommitNote(topic_id=self._topic_id))
        offsets = [
            TopicPartition(
                self._topic,
                partition,
                self._marks[partition][-1].stop,
                f"{topic_id} {write_ranges(self._marks[partition], _MOST_CHARACTERS)}",
            )
            for partition in sorted(new)
        ]
        try:
            wanted = [ConsumerGroupTopicPartitions(self._group, offsets)]
            answers = self._admin.alter_consumer_group_offsets(wanted, request_timeout=_TIMEOUT_S)
            answers[self._group].result(_TIMEOUT_S + 1)
        except KafkaException as raised:
            raise self._failed("mark", raised) from raised

    def _failed(self, call: Literal["read", "mark"], raised: KafkaException) -> NotRead:
        self._admin.poll(0)  # for the connection error
        error = error_of(raised)
        needed = missing_permission(error, topic=self._topic, group=self._group)
        return NotRead(f"could not {call} which dead letters were replayed: {needed or self._heard.explain(error)}")


def merge(ranges: Iterable[range]) -> tuple[range, ...]:
    """The same numbers in as few ranges as possible, in order."""
    made: list[range] = []
    for each in sorted(ranges, key=lambda one: one.start):
        if made and each.start <= made[-1].stop:
            made[-1] = range(made[-1].start, max(made[-1].stop, each.stop))
        else:
            made.append(each)
    return tuple(made)


def write_ranges(ranges: Iterable[range], most_characters: int) -> str:
    """Ranges in order as `3,7-9`; if they do not fit, the lowest are left out."""
    texts: list[str] = []
    length = 0
    for each in reversed(tuple(ranges)):
        texts.append(str(each.start) if len(each) == 1 else f"{each.start}-{each.stop - 1}")
        length += len(texts[-1]) + 1
        if length > most_characters:
            texts.pop()
            break
    return ",".join(reversed(texts))


def read_ranges(text: str) -> tuple[range, ...]:
    """The ranges that `write_ranges` wrote; none if it did not."""
    found: list[range] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        last = last or first
        if not (first.isascii() and first.isdigit() and last.isascii() and last.isdigit()):
            return ()
        found.append(range(int(first), int(last) + 1))
    return merge(found)

"""Asks the brokers about the topics to follow: their IDs, and where the logs of their partitions start and end."""

import threading
from collections.abc import Mapping, Sequence
from typing import Final

from confluent_kafka import KafkaError, KafkaException

from schemas.value import value
from workers.kafka.broker_watch import BrokerWatch
from workers.kafka.errors import MISSING, describe, error_of, exit_for, is_fatal, is_refused
from workers.kafka.judge_position import LogRange
from workers.kafka.observer import LoopObserver
from workers.kafka.topic_facts import TopicFacts
from workers.kafka.waiting import Waiting
from workers.settings.settings import Settings

_RETRY_S: Final = 1.0


@value
class TopicNow:
    """A topic as its brokers describe it."""

    topic_id: str | None
    """None if the brokers have no topic IDs."""
    logs: Mapping[int, LogRange]
    """By partition."""


class NotAsked(Exception):
    """The brokers could not be asked; the message tells the operator why."""


class FollowedTopics:
    """The topics; they have to exist.

    Args:
        settings: how to connect.
        names: names of the topics.
    """

    def __init__(self, settings: Settings, names: Sequence[str]) -> None:
        self._facts = TopicFacts(settings)
        self._names = names

    def ask(self) -> dict[str, TopicNow]:
        """Every topic with all of its partitions.

        Raises:
            KafkaException: no answer, or access is refused.
        """
        found: dict[str, TopicNow] = {}
        for name in self._names:
            partitions = self._facts.partitions_of(name)
            topic_id, ranges = self._facts.ask_topic_id(name), self._facts.ask_ranges(partitions)
            logs = {partition: log for (_, partition), log in ranges().items()}
            if len(logs) < len(partitions):
                raise KafkaException(KafkaError(KafkaError._TIMED_OUT, f"not every partition of {name} has a leader"))
            found[name] = TopicNow(topic_id=topic_id(), logs=logs)
        return found

    def ask_once(self) -> dict[str, TopicNow]:
        """The same for a command.

        Raises:
            NotAsked: no answer, or access is refused.
        """
        try:
            return self.ask()
        except KafkaException as raised:
            raise NotAsked(f"could not read topics: {describe(error_of(raised))}") from None

    def wait(self, watch: BrokerWatch, observer: LoopObserver, stop: threading.Event) -> dict[str, TopicNow] | None:
        """The same, but wait for the brokers and the topics; None if `stop` is set first.

        Raises:
            WorkerExit: 4 or 5, waited too long, or access is refused.
        """
        waiting = Waiting("topics", 0, observer)
        while not stop.is_set():
            observer.moved()
            try:
                found = self.ask()
            except KafkaException as raised:
                error = error_of(raised)
                if is_refused(error) or is_fatal(error):
                    raise exit_for(error, f"topics {' and '.join(self._names)}") from raised
                if error.code() in MISSING:
                    waiting.report("the outcome topics do not exist; create them with 'claims-worker topics create'")
                else:
                    watch.heard(error)
                watch.check()
                stop.wait(_RETRY_S)
                continue
            waiting.report(None)
            watch.answered()
            return found
        return None

"""Checks before the worker joins its group: the topics exist and their size limits are compatible."""

import threading
from collections.abc import Mapping
from typing import Any, Final

import structlog
from confluent_kafka import KafkaError, KafkaException

from workers.kafka.embedded_broker import is_embedded
from workers.kafka.errors import exit_for, is_refused
from workers.kafka.limits import check_limits
from workers.kafka.observer import LoopObserver
from workers.kafka.producer import OutcomeProducer
from workers.kafka.retrying_calls import Calls, StoppedWaiting
from workers.kafka.waiting import Waiting
from workers.settings.settings import Settings

_METADATA_TIMEOUT_S: Final = 5.0
_RETRY_S: Final = 1.0

log = structlog.get_logger()


class Preflight:
    """Checks the topics of a worker that is about to start."""

    def __init__(
        self,
        settings: Settings,
        producer: OutcomeProducer,
        calls: Calls,
        observer: LoopObserver,
        stop: threading.Event,
    ) -> None:
        self._settings = settings
        self._producer = producer
        self._calls = calls
        self._observer = observer
        self._stop = stop
        self.describes_topics = False
        """Whether the broker can describe topics; the embedded one cannot."""

    def wait_for_topics(self) -> None:
        """Wait until all four topics exist.

        A missing topic may be created at any moment, so the worker waits as it does for an unavailable broker: until
        the configured timeout (`WorkerExit` 4) or a stop (`StoppedWaiting`).
        """
        waiting = Waiting("topics", self._settings.kafka_unavailable_timeout, self._observer)
        while missing := self._missing_topics():
            self._observer.moved()
            waiting.report(f"topics do not exist: {', '.join(missing)}; create them with 'claims-worker topics create'")
            if self._stop.wait(_RETRY_S):
                raise StoppedWaiting
        waiting.report(None)

    def compare_limits(self, consumer: Mapping[str, Any]) -> None:
        """Raise `WorkerExit` 5 if the size limits of topics and clients are incompatible."""
        if self.describes_topics:
            check_limits(self._settings, consumer)
        else:
            log.warning("topic size limits not checked", reason="the embedded broker does not report them")

    def _missing_topics(self) -> list[str]:
        settings = self._settings
        topics = (settings.input_topic, settings.ready_topic, settings.rejected_topic, settings.dead_letter_topic)
        return [topic for topic in topics if not self._exists(topic)]

    def _exists(self, topic: str) -> bool:
        def ask(timeout_s: float) -> Any:
            return self._producer.client.list_topics(topic, timeout=timeout_s)

        metadata = self._calls.make(
            f"metadata of {topic}", ask, timeout_s=_METADATA_TIMEOUT_S, under_way=False, query=True
        )
        self.describes_topics = not is_embedded(metadata.cluster_id)
        error = metadata.topics[topic].error
        if error is None:
            return True
        if is_refused(error):
            raise exit_for(error, f"topic {topic}")
        if error.code() in (
            KafkaError.UNKNOWN_TOPIC_OR_PART,
            KafkaError._UNKNOWN_TOPIC,
            KafkaError.LEADER_NOT_AVAILABLE,
        ):
            return False
        raise KafkaException(error)

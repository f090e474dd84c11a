"""Tell an unavailable broker from a client of this worker that has lost its brokers."""

from confluent_kafka import KafkaException

from workers.kafka.admin_client import open_admin
from workers.settings.settings import Settings

_TIMEOUT_S = 2.0


def any_broker_answers(settings: Settings) -> bool:
    """Whether a new client can reach a broker; takes at most two seconds."""
    try:
        found = open_admin(settings).list_topics(settings.input_topic, timeout=_TIMEOUT_S)
    except KafkaException:
        return False
    return bool(found.brokers)

"""Whether it is the brokers that are away, or this worker's own client that no longer finds them."""

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from workers.kafka.client_settings import connection_config
from workers.settings.settings import Settings

_TIMEOUT_S = 2.0


def a_broker_answers(settings: Settings) -> bool:
    """Whether a client that was made just now gets an answer; takes two seconds at most."""
    try:
        found = AdminClient(connection_config(settings)).list_topics(settings.input_topic, timeout=_TIMEOUT_S)
    except KafkaException:
        return False
    return bool(found.brokers)

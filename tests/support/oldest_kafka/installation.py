"""Find or download the oldest Apache Kafka that the worker is run on."""

from pathlib import Path
from typing import Final

from workers.local_kafka.installation import KafkaInstallation, find_kafka

OLDEST_LOCK: Final = Path(__file__).with_name("jgo.lock.toml")


def find_oldest_kafka() -> KafkaInstallation:
    """Find Java and the jars of Kafka 3.6; the first call downloads the jars."""
    return find_kafka(OLDEST_LOCK)

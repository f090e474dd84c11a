"""Find or download an older Apache Kafka, which does not know the group protocol `consumer`."""

from pathlib import Path
from typing import Final

from workers.local_kafka.installation import KafkaInstallation, find_kafka

OLDER_LOCK: Final = Path(__file__).with_name("jgo.lock.toml")


def find_older_kafka() -> KafkaInstallation:
    """Find Java and the jars of the older broker; the first call downloads the jars."""
    return find_kafka(OLDER_LOCK)

"""The compiler of the Java examples, and the Avro library that they use."""

from pathlib import Path
from typing import Final

from workers.local_kafka.fetch_artifacts import fetch_artifacts

LOCK: Final = Path(__file__).with_name("java_examples.lock.toml")


def find_java_examples() -> Path:
    """The folder with both jars; the first call downloads them (about 4 MB).

    Raises:
        LocalKafkaUnavailable: a file could not be downloaded.
    """
    return fetch_artifacts(LOCK, "Java examples")

"""Find or download what a local broker runs on: Java and the jars of Apache Kafka."""

from pathlib import Path
from typing import Final

from schemas.value import value
from workers.local_kafka.artifact import read_lock
from workers.local_kafka.fetch_artifacts import fetch_artifacts
from workers.local_kafka.find_java import find_java

LOCK: Final = Path(__file__).with_name("jgo.lock.toml")
_BROKER: Final = "kafka_2.13"
_LOGGING: Final = Path(__file__).with_name("log4j2.properties")


@value
class KafkaInstallation:
    """`java` is the program, `jars` the folder with the jars."""

    java: Path
    jars: Path

    def command(self, main_class: str, *arguments: str, heap: str) -> list[str]:
        """Return the command line of one of Kafka's programs; `heap` is its memory (`256m`)."""
        return [
            str(self.java),
            f"-Xmx{heap}",
            f"-Xms{heap}",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.net.preferIPv4Stack=true",
            f"-Dlog4j2.configurationFile={_LOGGING}",
            "-cp",
            f"{self.jars}/*",
            main_class,
            *arguments,
        ]


def kafka_name(lock: Path = LOCK) -> str:
    """Return name and version of the broker in a lock: `Apache Kafka 4.4.0`."""
    return f"Apache Kafka {next(each.version for each in read_lock(lock) if each.name == _BROKER)}"


def find_kafka(lock: Path = LOCK) -> KafkaInstallation:
    """Find Java and the jars. The first call downloads the jars (about 45 MB) and says so on standard error.

    Args:
        lock: The lock file of the jars; another version of the broker has its own.

    Raises:
        LocalKafkaUnavailable: Java or the jars are missing; the message says what to do.
    """
    return KafkaInstallation(java=find_java(), jars=fetch_artifacts(lock, kafka_name(lock)))

"""Compiles and runs the Kafka Streams peer in `streams`: the checks of the reference job, written in Java."""

import json
import os
import struct
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.benchmarks.peers.reference_file import write_reference
from tests.support.java_examples import find_java_examples
from workers.local_kafka.fetch_artifacts import fetch_artifacts
from workers.local_kafka.installation import find_kafka

LOCK: Final = Path(__file__).with_name("kafka_streams.lock.toml")
SOURCES: Final = Path(__file__).with_name("streams")
_HEAP: Final = "512m"


class KafkaStreamsPeer:
    """The compiled program and what it looks up, in a folder of its own; close it at the end."""

    def __init__(self) -> None:
        self._made = tempfile.TemporaryDirectory()
        self.folder = Path(self._made.name)
        write_reference(self.folder)
        kafka, examples = find_kafka(), find_java_examples()
        self._java = str(kafka.java)
        folders = (examples, kafka.jars, fetch_artifacts(LOCK, "Kafka Streams"))
        jars = os.pathsep.join(str(jar) for folder in folders for jar in sorted(folder.glob("*.jar")))
        (compiler,) = examples.glob("ecj-*.jar")
        sources = map(str, sorted(SOURCES.glob("*.java")))
        command = [self._java, "-jar", str(compiler), "-17", "-nowarn", "-cp", jars, "-d", str(self.folder), *sources]
        subprocess.run(command, check=True)
        self._classes = f"{self.folder}{os.pathsep}{jars}"

    def close(self) -> None:
        """Delete the folder."""
        self._made.cleanup()

    def found(self, bodies: Sequence[bytes]) -> list[str]:
        """What the checks find: the number of the event, the edit, the case and the path, separated by blanks."""
        events = self.folder / "events"
        events.write_bytes(b"".join(struct.pack(">i", len(body)) + body for body in bodies))
        return self._run(str(events)).splitlines()

    def measure(self, servers: str, group: str, topic: str, count: int, core: int) -> dict[str, float]:
        """CPU microseconds an encounter in the first and in the last third of a topic's records, in a new process."""
        answer: dict[str, float] = json.loads(self._run(servers, group, topic, str(count), core=core))
        return answer

    def _run(self, *arguments: str, core: int | None = None) -> str:
        command = [self._java, f"-Xmx{_HEAP}", "-Dlog4j2.level=OFF", "-cp", self._classes, "StreamsPeer"]
        ran = subprocess.run(
            [*command, str(self.folder), *arguments],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            preexec_fn=None if core is None else lambda: os.sched_setaffinity(0, {core}),
        )
        return ran.stdout

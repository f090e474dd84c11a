"""Run a real schema registry for a test: Apicurio, with Confluent's API."""

import subprocess
import tarfile
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Final, Self

from schemas.value import value
from workers.local_kafka.artifact import read_lock
from workers.local_kafka.child_process import start_child
from workers.local_kafka.fetch_artifacts import fetch_artifacts
from workers.local_kafka.find_java import find_java
from workers.local_kafka.reserved_port import ReservedPort

LOCK: Final = Path(__file__).with_name("apicurio.lock.toml")
_START_S: Final = 180.0


@value
class RegistryInstallation:
    """`java` is the program, `archive` holds the registry's jars."""

    java: Path
    archive: Path


def find_registry() -> RegistryInstallation:
    """Find Java and the registry; the first call downloads the registry (about 140 MB).

    Raises:
        LocalKafkaUnavailable: Java or the registry is missing.
    """
    (archive,) = read_lock(LOCK)
    folder = fetch_artifacts(LOCK, f"Apicurio Registry {archive.version}")
    return RegistryInstallation(java=find_java(), archive=folder / archive.file_name)


class SchemaRegistry:
    """A registry that keeps its schemas in memory; a context manager."""

    def __init__(self, registry: RegistryInstallation) -> None:
        self._registry = registry
        self._folder = tempfile.TemporaryDirectory(prefix="local-registry-")
        self._port = ReservedPort()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"http://{self._port.address}/apis/ccompat/v7"

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self) -> None:
        folder = Path(self._folder.name)
        with tarfile.open(self._registry.archive) as archive:
            # Python before 3.11.4 has no filters; the archive is the one in the lock.
            archive.extraction_filter = getattr(tarfile, "data_filter", None)
            archive.extractall(folder)
        (jar,) = folder.glob("*-runner.jar")
        command = [str(self._registry.java), "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
        command += ["-Dquarkus.http.host=127.0.0.1", f"-Dquarkus.http.port={self._port.number}", "-jar", str(jar)]
        log = folder / "registry.log"
        self._process = start_child(command, log)
        give_up = time.monotonic() + _START_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(f"the schema registry does not answer:\n{log.read_text()[-2000:]}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/subjects", timeout=1) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._port.close()
        self._folder.cleanup()

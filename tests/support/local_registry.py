"""A real schema registry on this machine for as long as a test needs one: Apicurio, speaking as Confluent does."""

import ctypes
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.support.local_broker import free_ports

VERSION: Final = "2.6.13.Final"
"""The newest that runs on Java 17."""
_ARTIFACT: Final = f"io.apicurio:apicurio-registry-app:{VERSION}:tar.gz:all"
_START_S: Final = 60.0
_SET_PARENT_DEATH_SIGNAL: Final = 1


def fetch_registry(cache: Path) -> Path:
    """The folder with the registry's files, brought by Maven once.

    Raises:
        FileNotFoundError: Java or Maven is missing.
        RuntimeError: Maven could not bring the files.
    """
    for tool in ("java", "mvn"):
        if shutil.which(tool) is None:
            raise FileNotFoundError(f"{tool} is not installed")
    folder = cache / f"apicurio-{VERSION}"
    if not _jar(folder).exists():
        command = ["mvn", "-q", "-B", "dependency:unpack", f"-Dartifact={_ARTIFACT}", f"-DoutputDirectory={folder}"]
        with tempfile.TemporaryDirectory() as elsewhere:
            brought = subprocess.run(command, capture_output=True, text=True, cwd=elsewhere, check=False)
        if brought.returncode or not _jar(folder).exists():
            raise RuntimeError(f"Maven could not bring the schema registry: {brought.stdout[-500:]}")
    return folder


def _jar(folder: Path) -> Path:
    return folder / f"apicurio-registry-app-{VERSION}-runner.jar"


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)


class SchemaRegistry:
    """A registry that keeps its schemas in memory and ends with its context."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_ports(1)[0]
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"http://127.0.0.1:{self._port}/apis/ccompat/v7"

    def __enter__(self) -> Self:
        command = ["java", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dquarkus.http.host=127.0.0.1"]
        command += [f"-Dquarkus.http.port={self._port}", "-jar", str(_jar(self._folder))]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_die_with_parent,
        )
        give_up = time.monotonic() + _START_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > give_up:
                self.__exit__(None, None, None)
                raise RuntimeError("the schema registry does not answer")
            time.sleep(0.1)
        return self

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/subjects", timeout=1) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

"""The worker as a process, with a real broker and a real schema registry."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.kafka.harness import ROOT, unique_settings
from tests.support.local_broker import KafkaBroker
from tests.support.local_registry import SchemaRegistry, find_registry
from workers.kafka.topics import TopicWishes, make_topics
from workers.settings.settings import Settings


@pytest.fixture(scope="session")
def registry() -> Iterator[SchemaRegistry]:
    """A real schema registry for the tests in this folder."""
    with SchemaRegistry(find_registry()) as running:
        yield running


@pytest.fixture
def settings(broker: KafkaBroker) -> Settings:
    """Settings with unique names, and their four topics."""
    made = unique_settings(broker.bootstrap_servers)
    make_topics(made, TopicWishes(partitions=4))
    return made


def environment(settings: Settings, **more: str) -> dict[str, str]:
    """The settings as environment variables, without any other variables of the worker."""
    plain = {name: part for name, part in os.environ.items() if not name.startswith("CLAIMS_")}
    own = settings.model_dump(mode="json", exclude_defaults=True)
    return {**plain, **{f"CLAIMS_{name.upper()}": str(part) for name, part in own.items() if part}, **more}


class RunningWorker:
    """`claims-worker run` as a separate process."""

    def __init__(self, env: Mapping[str, str], folder: Path, processes: int) -> None:
        self._port_file = folder / "port"
        self.log = folder / "worker.log"
        """What it writes to standard error."""
        command = [sys.executable, "-m", "workers", "run", "--processes", str(processes)]
        command += ["--http-port-file", str(self._port_file)]
        with self.log.open("ab") as log, (folder / "printed").open("ab") as printed:
            self.process = subprocess.Popen(
                command, stdout=printed, stderr=log, cwd=ROOT, env={**env, "CLAIMS_HTTP_PORT": "0"}
            )

    @property
    def address(self) -> str:
        """Address of its HTTP server, once it listens."""
        return f"http://127.0.0.1:{self._port_file.read_text().strip()}"

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of a page; status 0 if nothing answers yet."""
        if not self._port_file.exists():
            return 0, ""
        try:
            with urllib.request.urlopen(f"{self.address}{path}") as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode()
        except OSError:
            return 0, ""

    def lines(self) -> list[dict[str, Any]]:
        """Its log, which is JSON."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def wait_for(self, holds: Callable[[], bool], timeout_s: float = 40.0) -> None:
        """Wait until a condition holds; fails with the log on a timeout."""
        give_up = time.monotonic() + timeout_s
        while not holds():
            if self.process.poll() is not None or time.monotonic() > give_up:
                pytest.fail(f"exit {self.process.poll()}\n{self.log.read_text()[-4000:]}")
            time.sleep(0.1)

    def stop(self) -> int:
        """Ask it to stop; returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(40)


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[Callable[..., RunningWorker]]:
    """Starts workers and kills those still running at the end."""
    started: list[RunningWorker] = []

    def start(env: Mapping[str, str], processes: int = 1) -> RunningWorker:
        folder = tmp_path / f"worker-{len(started)}"
        folder.mkdir()
        started.append(RunningWorker(env, folder, processes))
        return started[-1]

    yield start
    for worker in started:
        if worker.process.poll() is None:
            worker.process.kill()
            worker.process.wait(10)

"""Brokers for the tests, and workers that are stopped when the test ends."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.kafka.harness import LoopInThread, WorkerProcess, output_topics, unique_settings
from tests.support.local_broker import KafkaBroker
from tests.support.older_kafka.installation import find_older_kafka
from workers.kafka.embedded_broker import EmbeddedBroker
from workers.kafka.topics import TopicWishes, make_topics
from workers.local_kafka.installation import KafkaInstallation
from workers.settings.settings import Settings

TOY_WORKER = Path(__file__).with_name("toy_worker.py")


@pytest.fixture(scope="session")
def older_broker() -> Iterator[KafkaBroker]:
    """A real broker without the group protocol 'consumer', for the whole run."""
    with KafkaBroker(find_older_kafka()) as running:
        running.warm_up()
        yield running


@pytest.fixture
def own_broker(kafka: KafkaInstallation) -> Iterator[KafkaBroker]:
    """A real broker that the test may stop and start again."""
    with KafkaBroker(kafka) as running:
        running.warm_up()
        yield running


@pytest.fixture
def embedded() -> Iterator[EmbeddedBroker]:
    """The client library's embedded broker."""
    with EmbeddedBroker() as running:
        yield running


SettingsFactory = Callable[..., Settings]


@pytest.fixture
def settings_of(broker: KafkaBroker) -> SettingsFactory:
    """Settings for the real broker, with the four topics created."""

    def make(partitions: int = 4, **chosen: Any) -> Settings:
        settings = unique_settings(broker.bootstrap_servers, **chosen)
        make_topics(settings, TopicWishes(partitions=partitions))
        return settings

    return make


@pytest.fixture(params=["embedded", pytest.param("real", id="real")])
def any_settings(request: pytest.FixtureRequest) -> Settings:
    """Settings for each of the two brokers in turn, with the topics created."""
    if request.param == "embedded":
        embedded: EmbeddedBroker = request.getfixturevalue("embedded")
        settings = unique_settings(embedded.bootstrap_servers)
        for topic in (settings.input_topic, *output_topics(settings)):
            embedded.make_topic(topic)
        return settings
    make: SettingsFactory = request.getfixturevalue("settings_of")
    return make()


@pytest.fixture
def start_loop() -> Iterator[Callable[..., LoopInThread]]:
    """Starts loops in threads and stops those still running at the end."""
    started: list[LoopInThread] = []

    def start(*arguments: Any, **named: Any) -> LoopInThread:
        started.append(LoopInThread(*arguments, **named))
        return started[-1]

    yield start
    for loop in started:
        loop.stop.set()
    for loop in started:
        loop.wait_until_end(20)


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[Callable[..., WorkerProcess]]:
    """Starts toy workers as processes and kills those still running at the end."""
    started: list[WorkerProcess] = []

    def start(settings: Settings, slot: int = 0, pause_s: float = 0.0) -> WorkerProcess:
        path = tmp_path / f"settings-{slot}.json"
        path.write_text(json.dumps(settings.model_dump(mode="json", exclude_defaults=True)))
        command = [
            sys.executable,
            str(TOY_WORKER),
            "--settings",
            str(path),
            "--slot",
            str(slot),
            "--pause-s",
            str(pause_s),
        ]
        started.append(WorkerProcess(command, tmp_path / f"worker-{slot}.log"))
        return started[-1]

    yield start
    for worker in started:
        if worker.process.poll() is None:
            worker.kill()

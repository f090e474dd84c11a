"""A real Apache Kafka on this machine for as long as a test needs one: one process, no container, loopback only."""

import base64
import contextlib
import ctypes
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

HERE: Final = Path(__file__).parent
_START_S: Final = 60.0
_SET_PARENT_DEATH_SIGNAL: Final = 1

# Offset commits and transactions are kept in few partitions, groups assign at once, a dead member is given up after
# six seconds and an expired transaction is cleared twice a second: what a test would otherwise wait for.
_PROPERTIES: Final[Mapping[str, object]] = {
    "process.roles": "broker,controller",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "num.partitions": 4,
    "auto.create.topics.enable": "false",
    "default.replication.factor": 1,
    "min.insync.replicas": 1,
    "offsets.topic.replication.factor": 1,
    "offsets.topic.num.partitions": 4,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "transaction.state.log.num.partitions": 4,
    "share.coordinator.state.topic.replication.factor": 1,
    "share.coordinator.state.topic.min.isr": 1,
    "transaction.abort.timed.out.transaction.cleanup.interval.ms": 500,
    "group.initial.rebalance.delay.ms": 0,
    "group.min.session.timeout.ms": 1000,
    "group.consumer.session.timeout.ms": 6000,
    "group.consumer.min.session.timeout.ms": 1000,
    "group.consumer.heartbeat.interval.ms": 500,
    "group.consumer.min.heartbeat.interval.ms": 100,
    "broker.session.timeout.ms": 1500,
    "broker.heartbeat.interval.ms": 300,
    "controller.quorum.election.timeout.ms": 500,
    "controller.quorum.fetch.timeout.ms": 1000,
    "num.network.threads": 2,
    "num.io.threads": 4,
    "background.threads": 2,
    "log.cleaner.threads": 1,
    "log.cleaner.dedupe.buffer.size": 4 << 20,
    "log.index.size.max.bytes": 1 << 20,
}

_REPLICATED: Final[Mapping[str, object]] = {
    "default.replication.factor": 3,
    "min.insync.replicas": 2,
    "offsets.topic.replication.factor": 3,
    "transaction.state.log.replication.factor": 3,
    "transaction.state.log.min.isr": 2,
    "share.coordinator.state.topic.replication.factor": 3,
    "share.coordinator.state.topic.min.isr": 2,
}


class KafkaBroker:
    """One broker, its own controller, on a free port of the loopback; a context manager.

    `libs` is the folder of its jars, `properties` what differs from the broker's test defaults, `format_arguments`
    what the storage tool gets beside them, `listeners` further listeners by name (each gets a port of `ports`),
    `node_id` its number in a cluster.
    """

    def __init__(
        self,
        libs: Path,
        *,
        properties: Mapping[str, object] | None = None,
        listeners: Sequence[str] = (),
        format_arguments: Sequence[str] = (),
        heap: str = "256m",
        node_id: int = 1,
        cluster_id: str | None = None,
    ) -> None:
        self._libs = libs
        self.node_id = node_id
        self._folder = Path(tempfile.mkdtemp(prefix="kafka-"))
        self._extra = dict(properties or {})
        self._format_arguments = format_arguments
        self._heap = heap
        self._process: subprocess.Popen[bytes] | None = None
        self._formatted = False
        self._cluster_id = cluster_id or new_cluster_id()
        names = ("PLAINTEXT", "CONTROLLER", *listeners)
        self.ports = dict(zip(names, free_ports(len(names)), strict=True))
        self.bootstrap_servers = self.address("PLAINTEXT")
        self.voters = f"{node_id}@{self.address('CONTROLLER')}"
        """The controllers of its cluster."""

    def address(self, listener: str) -> str:
        """Host and port of a listener."""
        return f"127.0.0.1:{self.ports[listener]}"

    def start(self) -> None:
        """Starts the broker, or starts it again on the same data, and returns when it answers."""
        self.launch()
        self.wait_until_ready()

    def launch(self) -> None:
        """Starts the broker and does not wait for it."""
        properties = self._write_properties()
        with (self._folder / "broker.log").open("ab") as log:
            if not self._formatted:
                command = ("kafka.tools.StorageTool", "format", "-t", self._cluster_id, "-c", str(properties))
                formatting = subprocess.run(
                    self._java(*command, *self._format_arguments), stdout=log, stderr=log, timeout=_START_S, check=False
                )
                if formatting.returncode != 0:
                    raise RuntimeError(f"the storage could not be formatted:\n{self._log_end()}")
                self._formatted = True
            self._process = subprocess.Popen(
                self._java("kafka.Kafka", str(properties)),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                preexec_fn=_die_with_parent,
            )

    def end(self, sign: signal.Signals) -> None:
        """Ends the broker by a signal and keeps its data; `start` brings it back."""
        process = self._running()
        process.send_signal(sign)
        process.wait(30)
        self._process = None

    def close(self) -> None:
        """Ends the broker and removes its data."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(30)
            self._process = None
        shutil.rmtree(self._folder, ignore_errors=True)

    def admin(self) -> AdminClient:
        """A client for topics, settings and permissions; keep it in a variable while an answer is awaited."""
        return AdminClient({"bootstrap.servers": self.bootstrap_servers, "log_level": 0, "socket.timeout.ms": 5000})

    def create_topic(self, name: str, partitions: int = 4, config: Mapping[str, str] | None = None) -> None:
        """Makes a topic of one replica."""
        admin = self.admin()
        topic = NewTopic(name, num_partitions=partitions, replication_factor=1, config=dict(config or {}))
        admin.create_topics([topic])[name].result(15)

    def warm_up(self) -> None:
        """Makes the broker create its own topics for offsets and transactions now, not inside the first test."""
        common: dict[str, Any] = {"bootstrap.servers": self.bootstrap_servers, "log_level": 0}
        Producer({**common, "transactional.id": "warm-up", "retry.backoff.ms": 20}).init_transactions(30)
        self.create_topic("warm-up", 1)
        consumer = Consumer({**common, "group.id": "warm-up"})
        deadline = time.monotonic() + 30
        try:
            while True:
                try:
                    consumer.committed([TopicPartition("warm-up", 0)], timeout=5)
                    return
                except KafkaException:
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(0.1)
        finally:
            consumer.close()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write_properties(self) -> Path:
        protocols = {name: _protocol_of(name) for name in self.ports}
        advertised = {name: port for name, port in self.ports.items() if name != "CONTROLLER"}
        properties = {
            **_PROPERTIES,
            "node.id": self.node_id,
            "controller.quorum.voters": self.voters,
            "listeners": ",".join(f"{name}://{self.address(name)}" for name in self.ports),
            "advertised.listeners": ",".join(f"{name}://{self.address(name)}" for name in advertised),
            "listener.security.protocol.map": ",".join(f"{name}:{protocol}" for name, protocol in protocols.items()),
            "log.dirs": self._folder / "data",
            **self._extra,
        }
        path = self._folder / "server.properties"
        path.write_text("".join(f"{name}={setting}\n" for name, setting in properties.items()))
        return path

    def _java(self, *arguments: str) -> list[str]:
        return [
            "java",
            f"-Xmx{self._heap}",
            f"-Xms{self._heap}",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.net.preferIPv4Stack=true",
            f"-Dlog4j2.configurationFile={HERE / 'log4j2.properties'}",
            "-cp",
            f"{self._libs}/*",
            *arguments,
        ]

    def wait_until_ready(self, nodes: int = 1) -> None:
        """Returns when the broker answers and knows of so many brokers."""
        deadline = time.monotonic() + _START_S
        while time.monotonic() < deadline:
            if self._running().poll() is not None:
                raise RuntimeError(f"the broker ended at its start:\n{self._log_end()}")
            with contextlib.suppress(OSError, KafkaException, TimeoutError):
                socket.create_connection(("127.0.0.1", self.ports["PLAINTEXT"]), 0.2).close()
                admin = self.admin()
                if len(admin.describe_cluster(request_timeout=2).result(3).nodes) >= nodes:
                    return
            time.sleep(0.05)
        raise TimeoutError(f"the broker did not answer:\n{self._log_end()}")

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("the broker is not running")
        return self._process

    def _log_end(self) -> str:
        return (self._folder / "broker.log").read_text(errors="replace")[-3000:]


class KafkaCluster:
    """Three brokers, each a controller too, every partition on all of them; a context manager.

    Two of them must be in step for a write, so that any one may go.
    """

    def __init__(self, libs: Path) -> None:
        cluster_id = new_cluster_id()
        self.brokers = [
            KafkaBroker(libs, properties=_REPLICATED, node_id=number, cluster_id=cluster_id) for number in (1, 2, 3)
        ]
        for broker in self.brokers:
            broker.voters = ",".join(each.voters for each in self.brokers)
        self.bootstrap_servers = ",".join(each.bootstrap_servers for each in self.brokers)

    def start(self, broker: KafkaBroker) -> None:
        """Starts a broker that was ended, and returns when it is back among the others."""
        broker.launch()
        broker.wait_until_ready(len(self.brokers))

    def __enter__(self) -> Self:
        try:
            for broker in self.brokers:
                broker.launch()
            for broker in self.brokers:
                broker.wait_until_ready(len(self.brokers))
            self.brokers[0].warm_up()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        for broker in self.brokers:
            broker.close()


def new_cluster_id() -> str:
    """The id of a cluster that does not exist yet."""
    return base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=").replace("-", "A")


def fetch_libs(cache: Path) -> Path:
    """The folder with the broker's jars; Maven brings them the first time (about 45 MB).

    Raises `FileNotFoundError` where Java or Maven is missing, `RuntimeError` where Maven fails.
    """
    for program in ("java", "mvn"):
        if shutil.which(program) is None:
            raise FileNotFoundError(f"{program} is not installed")
    libs = cache / "kafka-libs"
    complete = libs / ".complete"
    pom = HERE / "pom.xml"
    if complete.exists() and complete.read_text() == pom.read_text():
        return libs
    command = ["mvn", "-q", "-B", "-f", str(pom), "dependency:copy-dependencies", "-DincludeScope=runtime"]
    failure = ""
    for _ in range(3):  # a mirror that does not answer once usually does the next time
        running = subprocess.run(
            [*command, f"-DoutputDirectory={libs}"], capture_output=True, text=True, timeout=300, check=False
        )
        if running.returncode == 0:
            complete.write_text(pom.read_text())
            return libs
        failure = running.stdout[-1000:] + running.stderr[-1000:]
        time.sleep(2)
    raise RuntimeError(f"Maven did not bring the broker's jars:\n{failure}")


_given: set[int] = set()


def free_ports(count: int) -> list[int]:
    """Free ports of the loopback, each given once.

    They lie below the range of outgoing connections, so that none takes a port while its broker is down.
    """
    ports: list[int] = []
    while len(ports) < count:
        port = random.randrange(20000, 32000)
        if port in _given:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        _given.add(port)
        ports.append(port)
    return ports


def _protocol_of(listener: str) -> str:
    return "PLAINTEXT" if listener in {"PLAINTEXT", "CONTROLLER"} else listener


def _die_with_parent() -> None:
    """Runs in the child before Java does: a test run that is killed takes its broker along."""
    ctypes.CDLL(None, use_errno=True).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)

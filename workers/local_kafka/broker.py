"""Run a real Apache Kafka broker on this machine: one process, loopback only, with its data in a temporary folder."""

import base64
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from workers.local_kafka.child_process import start_child
from workers.local_kafka.installation import KafkaInstallation
from workers.local_kafka.reserved_port import ReservedPort

CLIENTS: Final = "PLAINTEXT"
_CONTROLLER: Final = "CONTROLLER"
_START_S: Final = 180.0
_STOP_S: Final = 30.0
_STARTED: Final = b"Kafka Server started"

_PROPERTIES: Final[Mapping[str, object]] = {
    "process.roles": "broker,controller",
    "controller.listener.names": _CONTROLLER,
    "inter.broker.listener.name": CLIENTS,
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
    # Groups assign partitions at once; those of a killed member move after six seconds.
    "group.initial.rebalance.delay.ms": 0,
    "group.consumer.min.session.timeout.ms": 1000,
    "group.consumer.session.timeout.ms": 6000,
    "group.consumer.min.heartbeat.interval.ms": 100,
    "group.consumer.heartbeat.interval.ms": 500,
    # Little memory and few threads are enough for a few small topics.
    "num.network.threads": 2,
    "num.io.threads": 4,
    "background.threads": 2,
    "log.cleaner.threads": 1,
    "log.cleaner.dedupe.buffer.size": 4 << 20,
    "log.index.size.max.bytes": 1 << 20,
}


class LocalBroker:
    """One broker, which is also its own controller, on reserved loopback ports; a context manager.

    `properties` override the ones above. `format_arguments` go to the storage tool. `listeners` names additional
    listeners (`SASL_SSL`), one port each. `heap` is Java's memory. `node_id` and `cluster_id` identify the broker in a
    cluster.
    """

    def __init__(
        self,
        kafka: KafkaInstallation,
        *,
        properties: Mapping[str, object] | None = None,
        listeners: Sequence[str] = (),
        format_arguments: Sequence[str] = (),
        heap: str = "256m",
        node_id: int = 1,
        cluster_id: str | None = None,
    ) -> None:
        self._kafka = kafka
        self.node_id = node_id
        self._properties = {**_PROPERTIES, **(properties or {})}
        self._format_arguments = format_arguments
        self._heap = heap
        self._process: subprocess.Popen[bytes] | None = None
        self._formatted = False
        self._cluster_id = cluster_id or new_cluster_id()
        self._ports = {name: ReservedPort() for name in (CLIENTS, _CONTROLLER, *listeners)}
        self._folder = Path(tempfile.mkdtemp(prefix="local-kafka-"))
        self._log = self._folder / "broker.log"
        self._log_begin = 0
        self.bootstrap_servers = self.address(CLIENTS)
        self.voters = f"{node_id}@{self.address(_CONTROLLER)}"
        """The controllers of the cluster."""

    def address(self, listener: str) -> str:
        """Return `host:port` of a listener."""
        return self._ports[listener].address

    def start(self) -> None:
        """Start the broker, or restart it on the same data and ports, and return when it serves clients."""
        self.launch()
        self.wait_until_started()

    def launch(self) -> None:
        """Start the broker without waiting for it."""
        properties = self._write_properties()
        if not self._formatted:
            command = ("kafka.tools.StorageTool", "format", "-t", self._cluster_id, "-c", str(properties))
            self._process = start_child(
                self._kafka.command(*command, *self._format_arguments, heap=self._heap), self._log
            )
            if self._process.wait(_START_S) != 0:
                raise RuntimeError(f"could not format the storage:\n{self._log_end()}")
            self._formatted = True
        self._log_begin = self._log.stat().st_size
        self._process = start_child(self._kafka.command("kafka.Kafka", str(properties), heap=self._heap), self._log)

    def wait_until_started(self) -> None:
        """Return when the broker logs that it has started.

        Raises:
            RuntimeError: It exited.
            TimeoutError: It did not start within a minute.
        """
        give_up = time.monotonic() + _START_S
        while _STARTED not in self._log.read_bytes()[self._log_begin :]:
            if self._running().poll() is not None:
                raise RuntimeError(f"the broker exited on start:\n{self._log_end()}")
            if time.monotonic() > give_up:
                raise TimeoutError(f"the broker did not start within {_START_S:g} s:\n{self._log_end()}")
            time.sleep(0.05)

    def end(self, sign: signal.Signals) -> None:
        """Stop the broker with a signal and keep its data; `start` restarts it."""
        process = self._running()
        process.send_signal(sign)
        process.wait(_STOP_S)
        self._process = None

    def close(self) -> None:
        """Kill the broker, delete its data and release its ports."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(_STOP_S)
            self._process = None
        for port in self._ports.values():
            port.close()
        shutil.rmtree(self._folder, ignore_errors=True)

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
        own = {name: port.address for name, port in self._ports.items()}
        protocols = {name: CLIENTS if name == _CONTROLLER else name for name in own}
        properties = {
            "node.id": self.node_id,
            "controller.quorum.voters": self.voters,
            "listeners": ",".join(f"{name}://{address}" for name, address in own.items()),
            "advertised.listeners": ",".join(f"{name}://{own[name]}" for name in own if name != _CONTROLLER),
            "listener.security.protocol.map": ",".join(f"{name}:{protocol}" for name, protocol in protocols.items()),
            "log.dirs": self._folder / "data",
            **self._properties,
        }
        path = self._folder / "server.properties"
        path.write_text("".join(f"{name}={setting}\n" for name, setting in properties.items()))
        return path

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("the broker is not running")
        return self._process

    def _log_end(self) -> str:
        return self._log.read_text(errors="replace")[-3000:]


def new_cluster_id() -> str:
    """Return a random cluster id."""
    return base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=").replace("-", "A")

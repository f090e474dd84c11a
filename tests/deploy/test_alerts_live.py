"""Prometheus scrapes a real worker of two processes on a real broker, and faults are played."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from confluent_kafka import Producer

from schemas.codec import encode_encounter
from schemas.json_form import parse_json, read_encounter
from schemas.samples import situations
from tests.deploy.conftest import ROOT
from tests.deploy.live_prometheus import LivePrometheus, run_prometheus, shorten, write_past
from tests.support.local_broker import KafkaBroker
from workers.kafka.publish import publish_records
from workers.kafka.topics import TopicWishes, make_topics
from workers.local_kafka.installation import KafkaInstallation
from workers.local_kafka.reserved_port import ReservedPort
from workers.settings.settings import Settings

pytestmark = pytest.mark.slow

TABLE = "procedure_sex"


class LiveWorker:
    """A worker of two processes, started as an operator does."""

    def __init__(self, folder: Path, broker: KafkaBroker, port: int) -> None:
        self.port = port
        self._folder = folder
        self._environment = {name: text for name, text in os.environ.items() if not name.startswith("CLAIMS_")} | {
            "CLAIMS_KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap_servers,
            "CLAIMS_HTTP_PORT": str(port),
            "CLAIMS_CODE_TABLES_DIR": str(folder / "code-tables"),
            "CLAIMS_REQUIRED_TABLES": TABLE,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def command(self, *arguments: str) -> None:
        """Runs another command of the program with the same settings."""
        subprocess.run(
            [sys.executable, "-m", "workers", *arguments],
            env=self._environment,
            cwd=ROOT,
            check=True,
            capture_output=True,
            timeout=60,
        )

    def start(self) -> None:
        """Starts it; it is not waited for."""
        with (self._folder / "worker.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "workers", "run", "--processes", "2"],
                env=self._environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        if self._process is None:
            return 0
        process, self._process = self._process, None
        process.terminate()
        try:
            return process.wait(30)
        finally:
            process.kill()

    def children(self) -> list[int]:
        """The process ids of its slots."""
        assert self._process is not None
        parent = str(self._process.pid)
        found = []
        # Not /proc/…/children, which the kernel may give in part while processes start and end.
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                # The name of the program, in brackets, can hold anything; the state and the parent follow it.
                if stat.read_text(errors="replace").rpartition(")")[2].split()[1] == parent:
                    found.append(int(stat.parent.name))
        return found

    def slots(self, besides: Set[int] = frozenset()) -> list[int]:
        """The process ids of its slots once both run, and those besides some known ones have begun."""
        deadline = time.monotonic() + 60
        while len(found := self.children()) < 2 or not set(found) - besides:
            assert time.monotonic() < deadline, f"slots {found} run\n{self.log_end()}"
            time.sleep(0.1)
        return found

    def log_end(self) -> str:
        """The last lines it wrote."""
        return (self._folder / "worker.log").read_text(errors="replace")[-3000:]


@dataclass(frozen=True)
class Stage:
    """What the faults are played with."""

    broker: KafkaBroker
    worker: LiveWorker
    prometheus: LivePrometheus
    settings: Settings

    def send(self, sample: str, times: int) -> None:
        """Publishes one of the shipped samples so many times."""
        value = encode_encounter(read_encounter(parse_json(situations()[sample])))
        records = ((b"%d" % number, value) for number in range(times))
        publish_records(self.settings, self.settings.input_topic, records)

    def wait_until_well(self) -> None:
        """Returns when the worker is ready and nothing fires."""

        def is_well() -> bool:
            ready = self.prometheus.query("claims_worker_ready == 1 and on () count(claims_worker_slot_ready) == 2")
            return bool(ready) and not self.prometheus.firing()

        self.prometheus.wait_for(is_well, lambda: f"all is well\n{self.worker.log_end()}")

    def wait_until_scraped(self) -> None:
        """Returns when Prometheus has seen the process that runs in each slot now."""

        def is_scraped() -> bool:
            running = [_started(pid) for pid in self.worker.slots()]
            seen = [float(one["value"][1]) for one in self.prometheus.query('process_start_time_seconds{slot!=""}')]
            return len(seen) == len(running) and all(min(abs(each - one) for one in seen) < 1 for each in running)

        self.prometheus.wait_for(is_scraped, lambda: f"the processes are scraped\n{self.worker.log_end()}")

    def kill_and_wait(self, pid: int) -> int:
        """Kills a slot's process; returns its successor's id once Prometheus has seen that one."""
        before = set(self.worker.slots())
        os.kill(pid, signal.SIGKILL)
        successor = min(set(self.worker.slots(besides=before)) - before)
        self.wait_until_scraped()
        return successor


def _started(pid: int) -> float:
    """When a process began, in seconds since 1970, as the kernel says it."""
    ticks = int(Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[19])
    (booted,) = (line.split()[1] for line in Path("/proc/stat").read_text().splitlines() if line.startswith("btime"))
    return int(booted) + ticks / os.sysconf("SC_CLK_TCK")


@pytest.fixture(scope="module")
def stage(
    tool: Callable[[str], Path], kafka: KafkaInstallation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """Broker, worker and Prometheus, running and well."""
    program, promtool = tool("prometheus"), tool("promtool")
    folder = tmp_path_factory.mktemp("live")
    shorten(ROOT / "deploy/prometheus/rules", folder / "rules")
    write_past(promtool, folder, folder / "data")
    with ReservedPort() as worker_port, ReservedPort() as own_port, KafkaBroker(kafka) as broker:
        broker.warm_up()
        settings = Settings(kafka_bootstrap_servers=broker.bootstrap_servers)
        make_topics(settings, TopicWishes(partitions=4))
        worker = LiveWorker(folder, broker, worker_port.number)
        load_table(worker, folder)
        worker.start()
        try:
            with run_prometheus(
                program, folder, folder / "rules", folder / "data", own_port.number, worker_port.number
            ) as prometheus:
                yield Stage(broker, worker, prometheus, settings)
        finally:
            worker.stop()


def load_table(worker: LiveWorker, folder: Path) -> None:
    """Loads a table of one row, the way a user does."""
    source = folder / f"{TABLE}.csv"
    source.write_text("code,payer_id,sex,start,end\n58150,,FEMALE,2020-01-01,\n")
    worker.command("codes", "load", TABLE, str(source), "--release", "2026", "--from", "2020-01-01")


def test_a_worker_of_two_processes_is_scraped(stage: Stage) -> None:
    """Prometheus finds both slots, all partitions and the outcomes; every rule can be evaluated; nothing fires."""
    stage.wait_until_well()
    stage.send("office-visit", 20)
    stage.send("rejected-code-not-specific", 1)
    stage.prometheus.wait_for(
        lambda: stage.prometheus.query("sum(claims_worker_events_total) == 21"), lambda: "21 outcomes are counted"
    )
    assert {each["metric"]["slot"] for each in stage.prometheus.query("claims_worker_slot_ready == 1")} == {"0", "1"}
    assert stage.prometheus.query("sum(claims_worker_assigned_partitions) == 4")
    assert len(stage.prometheus.query("process_resident_memory_bytes > 0")) == 2
    assert stage.prometheus.unhealthy_rules() == []
    assert stage.prometheus.firing() == {}


def test_the_queries_of_the_dashboards_are_answered(stage: Stage) -> None:
    """Prometheus understands every query, and each has an answer once a worker has worked, but for faults."""
    stage.wait_until_well()
    queries = {
        re.sub(r"\$(namespace|job|profile|instance|slot)", ".*", target["expr"].replace("$__rate_interval", "1m"))
        for path in sorted((ROOT / "deploy/grafana/dashboards").glob("*.json"))
        if path.name != "checks.json"  # of claims-worker serve, which does not run here
        for panel in json.loads(path.read_text())["panels"]
        for target in panel.get("targets", ())
    }
    unanswered = set(queries)
    # No edit raised, no partition is stopped, no source was read, and unless a test before played it no alert fires and
    # no backlog shrinks.
    silent = ("edit_failures", "partition_stopped", "newer_available", "checked_timestamp", "ALERTS", "deriv")

    def are_answered() -> bool:
        unanswered.difference_update([query for query in unanswered if stage.prometheus.query(query)])
        return all(any(name in query for name in silent) for query in unanswered)

    stage.send("office-visit", 5)
    stage.send("rejected-code-not-specific", 1)
    stage.send("repairs-needed", 5)
    stage.prometheus.wait_for(are_answered, lambda: f"answers to {sorted(unanswered)}")
    assert len(unanswered) <= len(silent) < len(queries)


def test_the_image_s_health_check_asks_the_worker(stage: Stage, deploy: Path) -> None:
    """The command of the Dockerfile says 0 while the worker lives and not 0 where none listens."""
    stage.wait_until_well()
    written = re.search(r"HEALTHCHECK[^\[]*(\[.*\])", (deploy / "Dockerfile").read_text())
    assert written is not None
    command = [sys.executable, *json.loads(written.group(1))[1:]]
    with ReservedPort() as unused:
        for port, well in ((stage.worker.port, True), (unused.number, False)):
            environment = os.environ | {"CLAIMS_HTTP_PORT": str(port)}
            ended = subprocess.run(command, env=environment, capture_output=True, timeout=10, check=False)
            assert (ended.returncode == 0) is well


def test_a_wave_of_rejections(stage: Stage, record_property: Callable[[str, object], None]) -> None:
    """When rejections pour in after a day of five in a hundred, the wave fires and names the profile."""
    stage.wait_until_well()
    stage.send("rejected-code-not-specific", 120)
    seconds = stage.prometheus.wait_for(
        lambda: "ClaimsWorkerRejectionWave" in stage.prometheus.firing(), lambda: "the wave of rejections fires"
    )
    record_property("seconds until the wave of rejections fires", round(seconds, 1))
    fired = stage.prometheus.firing()["ClaimsWorkerRejectionWave"]
    assert fired["labels"]["profile"] == "commercial"
    assert fired["annotations"]["runbook_url"] == "deploy/runbook.md#claimsworkerrejectionwave"
    stage.prometheus.wait_for(lambda: "ClaimsWorkerEditWave" in stage.prometheus.firing(), lambda: "and names the edit")
    stage.send("office-visit", 3000)
    stage.wait_until_well()


def test_the_broker_goes_away(stage: Stage, record_property: Callable[[str, object], None]) -> None:
    """Without a broker the worker lives on, is not ready and the alerts say so; with one again all is well."""
    stage.wait_until_well()
    stage.broker.end(signal.SIGKILL)
    try:
        seconds = stage.prometheus.wait_for(
            lambda: {"ClaimsWorkerNoneReady", "ClaimsWorkerNotReady"} <= set(stage.prometheus.firing()),
            lambda: "a worker without a broker is not ready",
        )
        record_property("seconds until a broker that is away fires", round(seconds, 1))
        assert httpx.get(f"http://127.0.0.1:{stage.worker.port}/livez", timeout=5).status_code == 200
        assert "ClaimsWorkerSlotStopped" not in stage.prometheus.firing()
    finally:
        stage.broker.start()
    started = time.monotonic()
    stage.wait_until_well()
    record_property("seconds until all is well again", round(time.monotonic() - started, 1))


def test_a_producer_keeps_a_transaction_open(stage: Stage, record_property: Callable[[str, object], None]) -> None:
    """What waits behind it is lag and fires, though the worker is ready; when the transaction ends, all is well."""
    stage.wait_until_well()
    hanging = Producer(
        {
            "bootstrap.servers": stage.broker.bootstrap_servers,
            "transactional.id": "hangs",
            "transaction.timeout.ms": 600_000,
            "log_level": 0,
        }
    )
    hanging.init_transactions(10)
    hanging.begin_transaction()
    hanging.produce(stage.settings.input_topic, b"not an event", partition=0)
    hanging.flush(10)
    stage.send("office-visit", 40)
    seconds = stage.prometheus.wait_for(
        lambda: {"ClaimsWorkerRecordsBlocked", "ClaimsWorkerNoCommits"} <= set(stage.prometheus.firing()),
        lambda: "records behind an open transaction fire",
    )
    record_property("seconds until an open transaction fires", round(seconds, 1))
    assert stage.prometheus.firing()["ClaimsWorkerRecordsBlocked"]["labels"]["partition"] == "0"
    assert stage.prometheus.query("claims_worker_ready == 1")
    hanging.abort_transaction(10)
    stage.wait_until_well()


def test_a_required_table_is_out(stage: Stage, record_property: Callable[[str, object], None], tmp_path: Path) -> None:
    """A worker that loses a table it needs is not ready, and the table is named; loaded again, all is well."""
    stage.wait_until_well()
    assert stage.prometheus.query(f'claims_worker_code_table_loaded{{table="{TABLE}",release="2026"}}')
    stage.worker.command("codes", "prune", TABLE, "--release", "2026")
    seconds = stage.prometheus.wait_for(
        lambda: {"ClaimsWorkerTableMissing", "ClaimsWorkerNotReady"} <= set(stage.prometheus.firing()),
        lambda: f"the table is missing\n{stage.worker.log_end()}",
    )
    record_property("seconds until a missing table fires", round(seconds, 1))
    assert stage.prometheus.firing()["ClaimsWorkerTableMissing"]["labels"]["table"] == TABLE
    assert TABLE in httpx.get(f"http://127.0.0.1:{stage.worker.port}/readyz", timeout=5).text
    load_table(stage.worker, tmp_path)
    stage.wait_until_well()
    assert stage.worker.stop() == 0
    stage.worker.start()
    stage.wait_until_well()


def test_faults_that_are_remembered(stage: Stage) -> None:
    """A record that is no event, processes that are killed and one that stands still fire, and go on firing."""
    # The test before started the worker again: what Prometheus still holds may be of the processes before.
    stage.wait_until_scraped()
    stage.wait_until_well()
    publish_records(stage.settings, stage.settings.input_topic, [(b"k", b"not an event")])
    killed = min(stage.worker.slots())
    for _ in range(3):
        killed = stage.kill_and_wait(killed)
    stage.prometheus.wait_for(
        lambda: stage.prometheus.query("sum(claims_worker_assigned_partitions) == 4 and min(claims_worker_ready) == 1"),
        lambda: "all partitions are assigned",
    )
    paused = max(stage.worker.children())
    os.kill(paused, signal.SIGSTOP)
    try:
        # The coordinator gives its partitions to the other process, which then owns them twice over for Prometheus.
        stage.prometheus.wait_for(
            lambda: stage.prometheus.query("sum(claims_worker_assigned_partitions) > 4"), lambda: "it is replaced"
        )
    finally:
        os.kill(paused, signal.SIGCONT)
    expected = {"ClaimsWorkerDeadLetters", "ClaimsWorkerRestarting", "ClaimsWorkerPartitionsMove"}
    stage.prometheus.wait_for(lambda: expected <= set(stage.prometheus.firing()), lambda: f"{sorted(expected)} fire")

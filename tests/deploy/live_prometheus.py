"""A Prometheus of the test's own that scrapes one worker every second, with a past and with the repository's rules."""

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import yaml

from rules.tables.store import SHIPPED, TABLE_ORDER

INSTANCE: Final = "worker-0"
PROFILES: Final = ("commercial", "medicaid", "medicare", "strict")

_MINUTES_AS_SECONDS: Final = frozenset({"ClaimsWorkerNoCommits", "ClaimsWorkerRecordsBlocked"})
"""Alerts about what did not happen for minutes."""
_PATIENCE_S: Final = 40.0
_HOUR_S: Final = 3600


class LivePrometheus:
    """Asks a running Prometheus."""

    def __init__(self, address: str) -> None:
        self._client = httpx.Client(base_url=f"{address}/api/v1", timeout=10)

    def query(self, promql: str) -> list[dict[str, Any]]:
        """The samples of an instant query."""
        answer = self._client.get("/query", params={"query": promql})
        assert answer.status_code == 200, f"{promql}: {answer.text}"
        result: list[dict[str, Any]] = answer.json()["data"]["result"]
        return result

    def firing(self) -> dict[str, dict[str, Any]]:
        """The alerts that fire, by name."""
        alerts = self._client.get("/alerts").json()["data"]["alerts"]
        return {each["labels"]["alertname"]: each for each in alerts if each["state"] == "firing"}

    def unhealthy_rules(self) -> list[str]:
        """Rules whose last evaluation failed."""
        groups = self._client.get("/rules").json()["data"]["groups"]
        return [
            f"{rule['name']}: {rule['lastError']}"
            for group in groups
            for rule in group["rules"]
            if rule.get("lastError")
        ]

    def wait_for(self, condition: Callable[[], object], what: Callable[[], str]) -> float:
        """Seconds until the condition holds; fails where it does not in time."""
        started = time.monotonic()
        while not condition():
            assert time.monotonic() < started + _PATIENCE_S, (
                f"not within {_PATIENCE_S} s: {what()}; firing: {sorted(self.firing())}"
            )
            time.sleep(0.2)
        return time.monotonic() - started


def shorten(rules: Path, target: Path) -> None:
    """Copies rule files with every `for` and interval at a second.

    The expressions stay as they are, but those in `_MINUTES_AS_SECONDS`, which look back as many seconds as minutes.
    """
    target.mkdir()
    for source in sorted(rules.glob("*.yml")):
        document = yaml.safe_load(source.read_text())
        for group in document["groups"]:
            group["interval"] = "1s"
            for rule in group["rules"]:
                if "for" in rule:
                    rule["for"] = "1s"
                if rule.get("alert") in _MINUTES_AS_SECONDS:
                    rule["expr"] = re.sub(r"\[(\d+)m\]", r"[\1s]", rule["expr"])
        (target / source.name).write_text(yaml.safe_dump(document))


def write_past(promtool: Path, folder: Path, data: Path) -> None:
    """A day of history: of a hundred encounters a minute and profile five were rejected, and some tables lacked."""
    here = f'job="claims-worker",instance="{INSTANCE}"'
    a_minute = {
        f'claims_worker_events_total{{{here},outcome="{outcome}",profile="{profile}"}}': count
        for profile in PROFILES
        for outcome, count in (("ready", 95), ("rejected", 5))
    }
    a_minute |= {
        f'claims_worker_not_checked_total{{{here},table="{table}"}}': 100 * len(PROFILES)
        for table in TABLE_ORDER
        if table not in SHIPPED
    }
    start = int(time.time()) - 26 * _HOUR_S
    lines = [
        f"{series} {minute * count} {start + minute * 60}"
        for series, count in a_minute.items()
        for minute in range(0, 25 * 60 - 10, 5)
    ]
    history = folder / "history.om"
    history.write_text("\n".join(lines) + "\n# EOF\n")
    command = [str(promtool), "tsdb", "create-blocks-from", "openmetrics", str(history), str(data)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


@contextmanager
def run_prometheus(
    program: Path, folder: Path, rules: Path, data: Path, port: int, worker: int
) -> Iterator[LivePrometheus]:
    """Runs it on a port of the loopback; `worker` is the port of the worker that it scrapes."""
    config = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [f"{rules}/*.yml"],
        "scrape_configs": [
            {
                "job_name": "claims-worker",
                "scrape_timeout": "1s",
                "static_configs": [{"targets": [f"127.0.0.1:{worker}"], "labels": {"instance": INSTANCE}}],
            }
        ],
    }
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    arguments = [
        str(program),
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={data}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=warn",
    ]
    with (folder / "prometheus.log").open("wb") as log:
        process = subprocess.Popen(arguments, stdout=log, stderr=log)
    try:
        live = LivePrometheus(f"http://127.0.0.1:{port}")
        deadline = time.monotonic() + 20
        while True:
            assert process.poll() is None, (folder / "prometheus.log").read_text()[-2000:]
            assert time.monotonic() < deadline, "Prometheus did not answer"
            try:
                if httpx.get(f"http://127.0.0.1:{port}/-/ready", timeout=1).status_code == 200:
                    break
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        yield live
    finally:
        process.terminate()
        process.wait(20)

"""Rules and alerts: right by promtool, about what the worker exports, each tried both ways."""

import re
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.conftest import ROOT
from tests.deploy.promql_labels import UnknownName, labels_of
from workers.metrics.counting import Metrics
from workers.metrics.declared import METRICS
from workers.serve.check_metrics import CheckMetrics

PROMETHEUS = ROOT / "deploy/prometheus"
CASES = sorted((PROMETHEUS / "tests").glob("*.yml"))


def _rules(name: str) -> Iterator[dict[str, Any]]:
    for group in yaml.safe_load((PROMETHEUS / "rules" / name).read_text())["groups"]:
        yield from group["rules"]


def _recorded() -> dict[str, frozenset[str]]:
    recorded: dict[str, frozenset[str]] = {}
    for rule in _rules("recording.yml"):
        recorded[rule["record"]] = labels_of(rule["expr"], recorded)
    return recorded


def test_promtool_finds_nothing_wrong(tool: Callable[[str], Path]) -> None:
    """promtool accepts the rules and the configuration, its lint included."""
    promtool = str(tool("promtool"))
    for kind, files in (
        ("rules", sorted((PROMETHEUS / "rules").glob("*.yml"))),
        ("config", [PROMETHEUS / "prometheus.yml"]),
    ):
        command = [promtool, "check", kind, "--lint=all", "--lint-fatal", *map(str, files)]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_alerts_fire_and_stay_silent(case: Path, tool: Callable[[str], Path]) -> None:
    """Every case of the unit tests comes out as it says, texts of the alerts included."""
    command = [str(tool("promtool")), "test", "rules", str(case)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_every_alert_is_tried_both_ways() -> None:
    """For each alert there is a case in which it fires and one in which it does not."""
    tried: dict[str, set[bool]] = defaultdict(set)
    for case in CASES:
        for test in yaml.safe_load(case.read_text())["tests"]:
            for alert in test["alert_rule_test"]:
                tried[alert["alertname"]].add(bool(alert["exp_alerts"]))
    assert dict(tried) == {rule["alert"]: {True, False} for rule in _rules("alerts.yml")}


def test_rules_ask_for_what_the_worker_exports() -> None:
    """Each metric, label and closed label value in a rule is declared, and joins have the labels that they join on."""
    recorded = _recorded()
    for rule in _rules("alerts.yml"):
        labels_of(rule["expr"], recorded)


def test_the_first_increase_of_a_counter_is_seen() -> None:
    """A counter that appears with its first event never increases: it starts at 0, or the alert asks for new series."""
    fresh = Metrics(0).snapshot().counters | CheckMetrics(lambda: True).snapshot().counters
    increases = [
        (rule["alert"], rule["expr"], found["metric"], dict(re.findall(r'(\w+)="([^"]*)"', found["labels"] or "")))
        for rule in _rules("alerts.yml")
        for found in re.finditer(r"increase\((?P<metric>\w+)(?P<labels>\{[^}]*\})?\[", rule["expr"])
    ]
    assert increases
    for alert, query, metric, wanted in increases:
        names = METRICS[metric].labels
        starts_at_0 = [
            labels
            for labels in fresh.get(metric, {})
            if all(dict(zip(names, labels, strict=True))[name] == text for name, text in wanted.items())
        ]
        assert starts_at_0 or re.search(rf"{metric} offset", query), f"{alert}: {metric} does not start at 0"


@pytest.mark.parametrize(
    "query",
    [
        "claims_worker_event_total",
        "sum by (edit) (claims_worker_events_total)",
        'claims_worker_events_total{outcome="accepted"}',
        "rate(claims_worker_event_age_seconds[5m])",
        "sum by (job) (claims_worker_ready) and on (table) claims_worker_code_table_loaded",
        "sum by (job) (claims_worker_ready) / claims_worker_ready",
    ],
)
def test_a_wrong_name_is_found(query: str) -> None:
    """A metric, label or value that the worker does not export, or a join that never meets, is an error."""
    with pytest.raises(UnknownName):
        labels_of(query, {})


def test_every_alert_says_what_an_operator_needs() -> None:
    """An alert has a known severity, a summary, a description and a place in the runbook, and a name of its own."""
    names = [rule["alert"] for rule in _rules("alerts.yml")]
    assert len(names) == len(set(names))
    for rule in _rules("alerts.yml"):
        assert rule["alert"].startswith(("ClaimsWorker", "ClaimsCode", "ClaimsInsight"))
        assert rule["labels"]["severity"] in {"critical", "warning", "info"}, rule["alert"]
        assert set(rule["annotations"]) == {"summary", "description", "runbook_url"}, rule["alert"]
        assert rule["annotations"]["runbook_url"] == f"deploy/runbook.md#{rule['alert'].lower()}"

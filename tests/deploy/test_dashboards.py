"""Dashboards: generated, about what the worker exports, and in the form that Grafana has."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast, get_args

import pytest
import yaml
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.grafana.build_dashboards import DASHBOARDS, build_dashboards
from tests.deploy.conftest import ROOT
from tests.deploy.promql_labels import TARGET, labels_of, metrics_of
from workers.metrics.declared import METRICS, Metric, MetricKind

ALERTS = {"ALERTS": TARGET | {"alertname", "alertstate", "severity"}}
"""What Prometheus itself records of alerts."""

OF_PROMETHEUS = re.compile(r"\.annotations\.list\[\d\]\.(titleFormat|textFormat)")
"""Fields of an annotation that the data source reads; Grafana's model has only those of all data sources."""

FILES = sorted(DASHBOARDS.glob("*.json"))


def _panels(path: Path) -> Iterator[dict[str, Any]]:
    yield from (panel for panel in json.loads(path.read_text())["panels"] if panel["type"] != "row")


def _queries(path: Path) -> Iterator[tuple[str, str]]:
    for panel in _panels(path):
        for target in panel["targets"]:
            yield target["expr"].replace("$__rate_interval", "5m"), target["legendFormat"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_queries_ask_for_what_the_worker_exports(path: Path) -> None:
    """Each metric, label and closed value of a query is declared, and its legend shows labels that the answer has."""
    for query, legend in _queries(path):
        labels = labels_of(query, ALERTS)
        shown = set(re.findall(r"\{\{(\w+)\}\}", legend))
        assert shown <= labels, f"{legend}: {query}"
        assert 'namespace=~"$namespace",job=~"$job"' in query


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_annotations_and_links(path: Path) -> None:
    """Annotations ask for declared metrics and name labels of the answer; every variable that is used is defined."""
    text = path.read_text()
    dashboard = json.loads(text)
    names = [each["name"] for each in dashboard["annotations"]["list"]]
    assert names == ["Releases", "Code tables", "Restarts"]
    for annotation in dashboard["annotations"]["list"]:
        shown = set(re.findall(r"\{\{(\w+)\}\}", annotation["textFormat"]))
        assert shown <= labels_of(annotation["expr"], {}), annotation["name"]
    defined = {each["name"] for each in dashboard["templating"]["list"]}
    assert set(re.findall(r"\$\{?([a-z]\w*)", text)) <= defined
    assert {"instance", "slot", "worker", "runbook"} <= defined


def test_slots_can_be_chosen_where_a_metric_has_them() -> None:
    """A query of a metric with the label slot has the variable; others do not, or they would be empty."""
    for path in FILES:
        for query, _ in _queries(path):
            has_slot = all("slot" in METRICS[name].labels for name in metrics_of(query)) and "ALERTS" not in query
            assert ('slot=~"$slot"' in query) is has_slot, query


def test_every_metric_is_shown() -> None:
    """There is no figure of the worker that no dashboard has."""
    shown = frozenset().union(*(metrics_of(query) for path in FILES for query, _ in _queries(path)))
    assert shown == set(METRICS)


@pytest.mark.parametrize("kind", get_args(MetricKind))
@pytest.mark.parametrize("labels", [(), ("slot", "edit")])
def test_a_new_metric_has_a_panel(monkeypatch: pytest.MonkeyPatch, kind: MetricKind, labels: tuple[str, ...]) -> None:
    """A metric that no panel was drawn for is shown on a dashboard of its own, with all its labels."""
    new = Metric(name="claims_worker_ready_x", kind=kind, labels=labels, meaning="A meaning.", action="An action.")
    monkeypatch.setitem(cast(dict[str, Metric], METRICS), new.name, new)
    dashboard = json.loads(build_dashboards()[DASHBOARDS / "others.json"])
    assert _unknown_to_grafana(dashboard) == []
    panel = next(panel for panel in dashboard["panels"] if panel["title"] == "Ready x")
    for target in panel["targets"]:
        query = target["expr"].replace("$__rate_interval", "5m")
        assert metrics_of(query) == {new.name}
        assert labels_of(query, {}) == set(labels) == set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_panels_stand_beside_each_other(path: Path) -> None:
    """No two panels overlap, none leaves the grid, ids are unique, and columns of a table are labels of its query."""
    taken: set[tuple[int, int]] = set()
    ids = [panel["id"] for panel in json.loads(path.read_text())["panels"]]
    assert len(ids) == len(set(ids))
    for panel in _panels(path):
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        cells = {(place["x"] + i, place["y"] + j) for i in range(place["w"]) for j in range(place["h"])}
        assert not cells & taken, panel["title"]
        taken |= cells
        for change in panel.get("transformations", ()):
            columns = set(change["options"]["include"]["names"]) - {"Value"}
            query = panel["targets"][0]["expr"].replace("$__rate_interval", "5m")
            assert columns == labels_of(query, ALERTS), panel["title"]


def _lost(before: Any, after: Any, path: str) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key, value in before.items():
            yield from _lost(value, after[key], f"{path}.{key}") if key in after else (f"{path}.{key}",)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for place, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _lost(one, other, f"{path}[{place}]")
    elif before != after:
        yield path


def _unknown_to_grafana(dashboard: dict[str, Any]) -> list[str]:
    """What is lost when Grafana's own model of a dashboard reads and writes it."""
    register_default_plugins()
    known = json.loads(json.dumps(Dashboard.from_json(dashboard), cls=JSONEncoder))
    return [path for path in _lost(dashboard, known, "") if not OF_PROMETHEUS.fullmatch(path)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_grafana_s_model_knows_every_field(path: Path) -> None:
    """Read and written by Grafana's published model of dashboards, panels and queries, nothing is lost."""
    assert _unknown_to_grafana(json.loads(path.read_text())) == []


def test_a_misspelt_field_is_found() -> None:
    """A field that Grafana does not have, in dashboard, panel, query or options, is lost and so is found."""
    dashboard = json.loads(FILES[0].read_text())
    panel = next(panel for panel in dashboard["panels"] if panel["type"] == "timeseries")
    dashboard["tittle"] = panel["widht"] = panel["targets"][0]["exprr"] = panel["options"]["legennd"] = "x"
    found = {name.rpartition(".")[2] for name in _unknown_to_grafana(dashboard)}
    assert found == {"tittle", "widht", "exprr", "legennd"}


def test_grafana_finds_them() -> None:
    """What is provisioned in compose.yaml is the folder of the dashboards and a source under the name they use."""
    provisioning = ROOT / "deploy/grafana/provisioning"
    provider = yaml.safe_load((provisioning / "dashboards/claims-worker.yaml").read_text())["providers"][0]
    mounts = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text())["services"]["grafana"]["volumes"]
    assert f"./grafana/dashboards:{provider['options']['path']}:ro" in mounts
    source = yaml.safe_load((provisioning / "datasources/prometheus.yaml").read_text())["datasources"][0]
    assert source["type"] == "prometheus"
    assert source["url"] == "http://prometheus:9090"
    assert source["isDefault"] is True

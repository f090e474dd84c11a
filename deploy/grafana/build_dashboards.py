"""The Grafana dashboards of the worker, generated from the panels in deploy/grafana/panels."""

import json
import re
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

from deploy.grafana.panel import DATASOURCE, Panel, default_panel, lay_out, with_selectors
from schemas.generator import Generator
from workers.metrics.declared import METRICS

PANELS: Final = Path(__file__).parent / "panels"
DASHBOARDS: Final = Path(__file__).parent / "dashboards"

_VARIABLES: Final = {
    "namespace": "label_values(claims_worker_ready, namespace)",
    "job": 'label_values(claims_worker_ready{namespace=~"$namespace"}, job)',
    "instance": 'label_values(claims_worker_ready{namespace=~"$namespace",job=~"$job"}, instance)',
    "slot": 'label_values(claims_worker_slot_ready{namespace=~"$namespace",job=~"$job",instance=~"$instance"}, slot)',
}

_ADDRESSES: Final = {
    "worker": "http://localhost:9464",
    "runbook": "https://git.example/claims-worker/blob/main/deploy/runbook.md",
}
"""Where links lead to; they differ between installations, so a person can change them on the dashboard."""

_ANNOTATIONS: Final = (
    (
        "Releases",
        "blue",
        """count by (version) (claims_worker_build_info{$HERE})
unless count by (version) (claims_worker_build_info{$HERE} offset 5m)""",
        "version {{version}} runs",
    ),
    (
        "Code tables",
        "purple",
        """count by (table, release) (claims_worker_code_table_loaded{$HERE} == 1)
unless count by (table, release) (claims_worker_code_table_loaded{$HERE} offset 5m == 1)""",
        "{{table}} {{release}} loaded",
    ),
    (
        "Restarts",
        "orange",
        'changes(process_start_time_seconds{$SLOT,slot!=""}[5m]) > 0',
        "slot {{slot}} of {{instance}} restarted",
    ),
)
"""Marks on every time axis: name, color, query, and the text of a mark."""


Row: TypeAlias = tuple[str, list[Panel]]
"""The title of a row of panels, and the panels."""


def build_dashboards() -> dict[Path, str]:
    """Every dashboard as JSON by its file: one for each TOML file, and one for metrics that no panel shows."""
    described = {source.stem: tomllib.loads(source.read_text()) for source in sorted(PANELS.glob("*.toml"))}
    rows = {name: [_read_row(row) for row in dashboard["row"]] for name, dashboard in described.items()}
    built = {
        name: _build(name, dashboard["title"], rows[name], dashboard.get("variables", {}))
        for name, dashboard in described.items()
    }
    panels = [panel for each in rows.values() for _, row in each for panel in row]
    shown = {name for panel in panels for query in panel.queries.values() for name in re.findall(r"\w+", query)}
    others = [
        default_panel(metric)
        for name, metric in METRICS.items()
        if not shown & {name, f"{name}_bucket", f"{name}_count", f"{name}_sum"}
    ]
    if others:
        built["others"] = _build("others", "Claims worker: other metrics", [("Other metrics", others)], {})
    return {DASHBOARDS / f"{name}.json": text for name, text in built.items()}


def _read_row(row: Mapping[str, Any]) -> Row:
    return row["title"], [Panel(**panel) for panel in row["panel"]]


def _build(name: str, title: str, rows: Sequence[Row], variables: Mapping[str, str]) -> str:
    queries = {**_VARIABLES, **variables}
    dashboard = {
        "uid": f"claims-worker-{name}",
        "title": title,
        "tags": ["claims-worker"],
        "timezone": "browser",
        "schemaVersion": 39,
        "version": 1,
        "editable": False,
        "graphTooltip": 1,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "links": [
            _link_to_the_others(),
            _link("Runbook", "$runbook", "What to do at each alert"),
            _link("Edits", "$worker/edits", "What each edit checks"),
        ],
        "annotations": {"list": [_annotation(*each) for each in _ANNOTATIONS]},
        "templating": {
            "list": [
                _datasource(),
                *(_variable(name, query) for name, query in queries.items()),
                *(_address(name, address) for name, address in _ADDRESSES.items()),
            ]
        },
        "panels": lay_out(rows),
    }
    return json.dumps(dashboard, indent=2, ensure_ascii=False) + "\n"


def _datasource() -> dict[str, Any]:
    return {"name": "datasource", "label": "datasource", "type": "datasource", "query": "prometheus", "refresh": 1}


def _variable(name: str, query: str) -> dict[str, Any]:
    query = with_selectors(query)
    return {
        "name": name,
        "label": name,
        "type": "query",
        "datasource": DATASOURCE,
        "query": {"qryType": 1, "query": query, "refId": "variable"},
        "refresh": 2,
        "sort": 1,
        "multi": True,
        "includeAll": True,
        "allValue": ".*",
        "current": {"text": ["All"], "value": ["$__all"], "selected": True},
    }


def _address(name: str, address: str) -> dict[str, Any]:
    chosen = {"text": address, "value": address, "selected": True}
    label = f"address of the {name}"
    return {"name": name, "label": label, "type": "textbox", "query": address, "current": chosen, "options": [chosen]}


def _annotation(name: str, color: str, query: str, text: str) -> dict[str, Any]:
    return {
        "name": name,
        "datasource": DATASOURCE,
        "enable": True,
        "hide": False,
        "iconColor": color,
        "expr": with_selectors(query),
        "titleFormat": name,
        "textFormat": text,
    }


def _link(title: str, address: str, tooltip: str) -> dict[str, Any]:
    return {
        "title": title,
        "type": "link",
        "icon": "external link",
        "tooltip": tooltip,
        "url": address,
        "tags": [],
        "asDropdown": False,
        "targetBlank": True,
        "includeVars": False,
        "keepTime": False,
    }


def _link_to_the_others() -> dict[str, Any]:
    return {
        "title": "Claims worker",
        "type": "dashboards",
        "icon": "external link",
        "tooltip": "",
        "tags": ["claims-worker"],
        "asDropdown": True,
        "targetBlank": False,
        "includeVars": True,
        "keepTime": True,
    }


GENERATOR: Final = Generator(module="deploy.grafana.build_dashboards", make=build_dashboards, folder=DASHBOARDS)

if __name__ == "__main__":
    sys.exit(GENERATOR.run())

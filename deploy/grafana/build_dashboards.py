"""The Grafana dashboards of the worker, generated from the panels in deploy/grafana/panels."""

import json
import sys
import tomllib
from pathlib import Path
from typing import Any, Final

from deploy.grafana.panel import DATASOURCE, SELECTOR, Panel, lay_out
from schemas.generator import Generator

PANELS: Final = Path(__file__).parent / "panels"
DASHBOARDS: Final = Path(__file__).parent / "dashboards"

_VARIABLES: Final = {
    "namespace": "label_values(claims_worker_ready, namespace)",
    "job": 'label_values(claims_worker_ready{namespace=~"$namespace"}, job)',
}


def build_dashboard(source: Path) -> str:
    """One dashboard as JSON, from its TOML file; the same at every call."""
    described = tomllib.loads(source.read_text())
    rows = [(row["title"], [Panel(**panel) for panel in row["panel"]]) for row in described["row"]]
    queries = _VARIABLES | described.get("variables", {})
    dashboard = {
        "uid": f"claims-worker-{source.stem}",
        "title": described["title"],
        "tags": ["claims-worker"],
        "timezone": "browser",
        "schemaVersion": 39,
        "version": 1,
        "editable": False,
        "graphTooltip": 1,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "links": [_link_to_the_others()],
        "templating": {"list": [_datasource(), *(_variable(name, query) for name, query in queries.items())]},
        "panels": lay_out(rows),
    }
    return json.dumps(dashboard, indent=2, ensure_ascii=False) + "\n"


def _datasource() -> dict[str, Any]:
    return {"name": "datasource", "label": "datasource", "type": "datasource", "query": "prometheus", "refresh": 1}


def _variable(name: str, query: str) -> dict[str, Any]:
    query = query.replace("$HERE", SELECTOR)
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


def _dashboards() -> dict[Path, str]:
    return {DASHBOARDS / f"{source.stem}.json": build_dashboard(source) for source in PANELS.glob("*.toml")}


GENERATOR: Final = Generator(module="deploy.grafana.build_dashboards", make=_dashboards, folder=DASHBOARDS)

if __name__ == "__main__":
    sys.exit(GENERATOR.run())

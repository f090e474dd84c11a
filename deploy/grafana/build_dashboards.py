"""The dashboards for whoever runs the worker, written from the panels in deploy/grafana/panels.

    python -m deploy.grafana.build_dashboards [--check]

`--check` writes nothing and ends with 1 where a file is not what would be written.
"""

import argparse
import json
import sys
import tomllib
from pathlib import Path
from typing import Any, Final

from deploy.grafana.panel import DATASOURCE, SELECTOR, Panel, lay_out

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


def main() -> int:
    """Write the files, or compare them."""
    parser = argparse.ArgumentParser(description="Writes the dashboards of deploy/grafana.")
    parser.add_argument("--check", action="store_true", help="write nothing; 1 where a file is out of date")
    check = parser.parse_args().check
    wanted = {DASHBOARDS / f"{source.stem}.json": build_dashboard(source) for source in sorted(PANELS.glob("*.toml"))}
    stray = sorted(set(DASHBOARDS.glob("*.json")) - set(wanted))
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    if check:
        for path in (*stale, *stray):
            sys.stderr.write(f"{path} is out of date: python -m deploy.grafana.build_dashboards\n")
        return 1 if stale or stray else 0
    DASHBOARDS.mkdir(exist_ok=True)
    for path in stale:
        path.write_text(wanted[path])
    for path in stray:
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())

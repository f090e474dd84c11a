"""A dashboard panel: one or more metrics of the worker, with what to do when they change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, assert_never

from workers.metrics.declared import METRICS, Metric

Kind = Literal["timeseries", "stat", "table", "bargauge", "heatmap"]

DATASOURCE: Final = {"type": "prometheus", "uid": "${datasource}"}
SELECTOR: Final = 'namespace=~"$namespace",job=~"$job",instance=~"$instance"'
"""The variables of the dashboards, in every selector of a query."""

SLOT_SELECTOR: Final = f'{SELECTOR},slot=~"$slot"'
"""The same for metrics of one process."""

_EDIT_OF_SERIES: Final = "$worker/edits/${__field.labels.edit}"
_EDIT_OF_ROW: Final = "$worker/edits/${__data.fields.edit}"
_ALERT_OF_ROW: Final = "$runbook#${__data.fields.alertname}"
"""Where a series or a row leads to; `worker` and `runbook` are variables of the dashboards."""


def with_selectors(query: str) -> str:
    """The query with its selectors filled in."""
    return query.strip().replace("$HERE", SELECTOR).replace("$SLOT", SLOT_SELECTOR)


_OPTIONS: Final[dict[Kind, dict[str, Any]]] = {
    "timeseries": {
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
        "tooltip": {"mode": "multi", "sort": "desc"},
    },
    "stat": {
        "colorMode": "value",
        "graphMode": "area",
        "justifyMode": "auto",
        "orientation": "auto",
        "textMode": "auto",
        "wideLayout": True,
        "showPercentChange": False,
        "percentChangeColorMode": "standard",
        "reduceOptions": {"calcs": ["lastNotNull"], "values": False},
    },
    "table": {"showHeader": True, "cellHeight": "sm", "frameIndex": 0},
    "bargauge": {
        "displayMode": "gradient",
        "orientation": "horizontal",
        "valueMode": "color",
        "namePlacement": "auto",
        "showUnfilled": True,
        "sizing": "auto",
        "minVizWidth": 8,
        "minVizHeight": 16,
        "maxVizHeight": 300,
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": False, "calcs": []},
        "reduceOptions": {"calcs": ["lastNotNull"], "values": False},
    },
    "heatmap": {
        "calculate": False,
        "cellGap": 1,
        "color": {"mode": "scheme", "scheme": "Oranges", "steps": 64, "exponent": 0.5, "fill": "dark-orange"},
        "legend": {"show": True},
        "yAxis": {"unit": "s"},
        "tooltip": {"mode": "single", "yHistogram": False},
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One panel.

    `queries` are PromQL by legend; `metric` names the declared metric whose meaning and action become the description,
    to which `note` is added; `steps` give the color from a threshold on ("least": from the lowest value); `width` is in
    24ths of a row; `shown` are the labels shown as columns of a table; `empty` is the text where there is no data;
    `link` is where a series or row leads to.
    """

    title: str
    kind: Kind
    queries: Mapping[str, str]
    metric: str
    note: str = ""
    unit: str = "short"
    width: int = 12
    height: int = 8
    steps: Mapping[str, float | str] = field(default_factory=lambda: {"green": "least"})
    stacked: bool = False
    shown: Sequence[str] = ()
    empty: str | None = None
    link: Literal["edit", "runbook"] | None = None

    def build(self, number: int, x: int, y: int) -> dict[str, Any]:
        """The panel as Grafana stores it, at a position of the grid."""
        declared = METRICS.get(f"claims_worker_{self.metric}") or METRICS[self.metric]
        instant = self.kind in {"table", "bargauge"}
        panel: dict[str, Any] = {
            "id": number,
            "type": self.kind,
            "title": self.title,
            "description": f"{declared.meaning} {declared.action} {self.note}".strip(),
            "datasource": DATASOURCE,
            "gridPos": {"h": self.height, "w": self.width, "x": x, "y": y},
            "targets": [self._target(place, *each, instant=instant) for place, each in enumerate(self.queries.items())],
            "fieldConfig": {"defaults": self._defaults(), "overrides": []},
            "options": _OPTIONS[self.kind],
        }
        if self.kind == "table":
            panel["transformations"] = [
                {"id": "filterFieldsByName", "options": {"include": {"names": [*self.shown, "Value"]}}}
            ]
        return panel

    def _target(self, place: int, legend: str, query: str, *, instant: bool) -> dict[str, Any]:
        return {
            "refId": "ABCDEFGH"[place],
            "datasource": DATASOURCE,
            "expr": with_selectors(query),
            "legendFormat": legend,
            "format": "table" if self.kind == "table" else "heatmap" if self.kind == "heatmap" else "time_series",
            "instant": instant,
            "range": not instant,
        }

    def _data_link(self) -> dict[str, Any]:
        if self.link == "runbook":
            return {"title": "What to do", "url": _ALERT_OF_ROW, "targetBlank": True}
        url = _EDIT_OF_ROW if self.kind == "table" else _EDIT_OF_SERIES
        return {"title": "What this edit checks", "url": url, "targetBlank": True}

    def _defaults(self) -> dict[str, Any]:
        steps = [
            {"value": None if start == "least" else float(start), "color": color} for color, start in self.steps.items()
        ]
        defaults: dict[str, Any] = {"unit": self.unit, "thresholds": {"mode": "absolute", "steps": steps}}
        if self.empty is not None:
            defaults["noValue"] = self.empty
        if self.link is not None:
            defaults["links"] = [self._data_link()]
        if self.kind == "timeseries":
            defaults["custom"] = {
                "fillOpacity": 20 if self.stacked else 5,
                "lineWidth": 1,
                "showPoints": "never",
                "stacking": {"mode": "normal" if self.stacked else "none", "group": "A"},
            }
            defaults["min"] = 0
        else:
            defaults["color"] = {"mode": "thresholds"}
        return defaults


def default_panel(metric: Metric) -> Panel:
    """The panel of a metric that no dashboard describes: a rate, the highest value, or two quantiles, by label."""
    by = f" by ({', '.join(metric.labels)})" if metric.labels else ""
    legend = " ".join(f"{{{{{label}}}}}" for label in metric.labels) or "all"
    match metric.kind:
        case "counter":
            queries = {legend: f"sum{by} (rate({metric.name}{{$HERE}}[$__rate_interval]))"}
        case "gauge":
            queries = {legend: f"max{by} ({metric.name}{{$HERE}})"}
        case "histogram":
            buckets = ", ".join(("le", *metric.labels))
            rate = f"sum by ({buckets}) (rate({metric.name}_bucket{{$HERE}}[$__rate_interval]))"
            queries = {f"p{part} {legend}": f"histogram_quantile(0.{part}, {rate})" for part in (50, 99)}
        case _:
            assert_never(metric.kind)
    name = metric.name.removeprefix("claims_worker_")
    return Panel(title=name.replace("_", " ").capitalize(), kind="timeseries", metric=metric.name, queries=queries)


def lay_out(rows: Sequence[tuple[str, Sequence[Panel]]]) -> list[dict[str, Any]]:
    """Lay out rows with their titles one below the other, and the panels of a row from left to right."""
    built: list[dict[str, Any]] = []
    y = 0
    for title, panels in rows:
        built.append(
            {
                "id": len(built) + 1,
                "type": "row",
                "title": title,
                "collapsed": False,
                "gridPos": {"h": 1, "w": 24, "x": 0, "y": y},
                "panels": [],
            }
        )
        y += 1
        x = height = 0
        for panel in panels:
            if x + panel.width > 24:
                y, x, height = y + height, 0, 0
            built.append(panel.build(len(built) + 1, x, y))
            x, height = x + panel.width, max(height, panel.height)
        y += height
    return built

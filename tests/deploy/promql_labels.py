"""Which labels a query's answer has, worked out from what the worker declares; an unknown name is an error."""

from collections import ChainMap
from collections.abc import Mapping
from typing import Any, Final

import promql_parser

from workers.metrics.declared import METRICS, Metric
from workers.metrics.insight_declared import INSIGHT_METRICS

# A view: a test declares one more metric.
_METRICS: Final[Mapping[str, Metric]] = ChainMap(METRICS, INSIGHT_METRICS)  # type: ignore[arg-type]

TARGET: Final = frozenset({"namespace", "job", "instance"})
"""Labels that Prometheus puts on whatever it scrapes."""

_JOB: Final = frozenset({"namespace", "job_name"})
_OTHERS: Final = {
    "up": TARGET,
    "ALERTS": TARGET,
    # Of kube-state-metrics.
    "kube_job_status_failed": _JOB,
    "kube_job_status_start_time": _JOB,
    "kube_job_status_succeeded": _JOB,
}
"""Labels of series that are not the worker's, by name."""

_KEEPS_LABELS: Final = frozenset({"topk", "bottomk"})


class UnknownName(Exception):
    """A query asks for a metric or label that there is not."""


def labels_of(query: str, recorded: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The labels of the answer.

    Args:
        query: PromQL.
        recorded: labels of the recorded series, by name.

    Raises:
        UnknownName: a metric is not declared, or a label cannot be there.
    """
    return _labels(promql_parser.parse(query), _OTHERS | dict(recorded))


def metrics_of(query: str) -> frozenset[str]:
    """The names of the declared metrics that a query asks for."""
    return frozenset(_declared(name) for name in _names(promql_parser.parse(query)) if _declared(name) in _METRICS)


def _declared(name: str) -> str:
    for suffix in ("_bucket", "_sum", "_count"):
        whole = name.removesuffix(suffix)
        if whole != name and whole in _METRICS and _METRICS[whole].kind == "histogram":
            return whole
    return name


def _series(name: str, others: Mapping[str, frozenset[str]]) -> frozenset[str]:
    if name in others:
        return others[name]
    metric = _METRICS.get(_declared(name))
    if metric is None or (metric.kind == "histogram" and name == metric.name):
        raise UnknownName(f"there is no series {name}")
    return TARGET | frozenset(metric.labels) | (frozenset({"le"}) if name.endswith("_bucket") else frozenset())


def _need(labels: frozenset[str], there: frozenset[str], where: object) -> None:
    if not labels <= there:
        raise UnknownName(f"{sorted(labels - there)} cannot be there: {where}")


def _labels(node: Any, others: Mapping[str, frozenset[str]]) -> frozenset[str]:
    match type(node).__name__:
        case "NumberLiteral" | "StringLiteral":
            return frozenset()
        case "ParenExpr" | "UnaryExpr" | "SubqueryExpr":
            return _labels(node.expr, others)
        case "MatrixSelector":
            return _labels(node.vector_selector, others)
        case "VectorSelector":
            there = _series(node.name, others)
            matched = frozenset(matcher.name for matcher in node.matchers.matchers)
            _need(matched, there, node.prettify())
            _check_values(node)
            return there
        case "Call":
            of_arguments = [_labels(argument, others) for argument in node.args]
            there = frozenset().union(*of_arguments)
            return there - {"le"} if node.func.name == "histogram_quantile" else there
        case "AggregateExpr":
            return _aggregate(node, others)
        case "BinaryExpr":
            return _binary(node, others)
        case kind:
            raise UnknownName(f"{kind} is not understood here: {node.prettify()}")


def _aggregate(node: Any, others: Mapping[str, frozenset[str]]) -> frozenset[str]:
    there = _labels(node.expr, others)
    if node.modifier is None:
        return there if str(node.op) in _KEEPS_LABELS else frozenset()
    named = frozenset(node.modifier.labels)
    _need(named, there, node.prettify())
    assert "By" in str(node.modifier.type), "only `by` is used"
    return named


def _binary(node: Any, others: Mapping[str, frozenset[str]]) -> frozenset[str]:
    left, right = _labels(node.lhs, others), _labels(node.rhs, others)
    matching = None if node.modifier is None else node.modifier.matching
    if matching is not None:
        for there in (left, right):
            _need(frozenset(matching.labels), there, node.prettify())
    elif left and right:
        _need(left ^ right, frozenset(), f"the two sides cannot meet in {node.prettify()}")
    return left | right if str(node.op) == "or" else left or right


def _check_values(selector: Any) -> None:
    metric = _METRICS.get(_declared(selector.name))
    for matcher in selector.matchers.matchers:
        closed = metric.closed.get(matcher.name) if metric is not None else None
        if closed is not None and "$" not in matcher.value and matcher.value != ".*":
            asked = frozenset(matcher.value.split("|"))
            if not asked <= closed:
                raise UnknownName(f"{matcher.name} is never {sorted(asked - closed)}: {selector.prettify()}")


def _names(node: Any) -> frozenset[str]:
    if type(node).__name__ == "VectorSelector":
        return frozenset({node.name})
    children = [getattr(node, name, None) for name in ("expr", "lhs", "rhs", "vector_selector")]
    children += list(getattr(node, "args", ()))
    return frozenset().union(*(_names(child) for child in children if child is not None))

"""The PrometheusRule for Kubernetes, generated from the rules in deploy/prometheus/rules."""

import sys
from pathlib import Path
from typing import Any, Final

import yaml

from schemas.generator import Generator

RULES: Final = Path(__file__).parent / "rules"
TARGET: Final = Path(__file__).parents[1] / "kubernetes/components/monitoring/prometheus-rule.yaml"
_HEAD: Final = "# Generated from deploy/prometheus/rules: python -m deploy.prometheus.build_prometheus_rule\n"


def build() -> str:
    """The resource as YAML."""
    groups: list[Any] = []
    for name in ("recording.yml", "alerts.yml"):
        groups.extend(yaml.safe_load((RULES / name).read_text())["groups"])
    resource = {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": {"name": "claims-worker"},
        "spec": {"groups": groups},
    }
    return _HEAD + yaml.safe_dump(resource, sort_keys=False, width=120)


GENERATOR: Final = Generator(module="deploy.prometheus.build_prometheus_rule", make=lambda: {TARGET: build()})

if __name__ == "__main__":
    sys.exit(GENERATOR.run())

"""On Kubernetes the rules of Prometheus are a resource of its operator: the same rules, in one file.

    python -m deploy.prometheus.build_prometheus_rule [--check]

`--check` writes nothing and ends with 1 where the file is not what would be written.
"""

import argparse
import sys
from pathlib import Path
from typing import Any, Final

import yaml

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


def main() -> int:
    """Write the file, or compare it."""
    parser = argparse.ArgumentParser(description="Writes the PrometheusRule of deploy/kubernetes.")
    parser.add_argument("--check", action="store_true", help="write nothing; 1 where the file is out of date")
    check = parser.parse_args().check
    built = build()
    if not check:
        TARGET.write_text(built)
        return 0
    if TARGET.exists() and TARGET.read_text() == built:
        return 0
    sys.stderr.write(f"{TARGET} is out of date: python -m deploy.prometheus.build_prometheus_rule\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())

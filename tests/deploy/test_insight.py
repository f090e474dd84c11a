"""The manifests of the sink: right by the schemas, without privileges, and a sink understands its settings."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import kubernetes_validate
import pytest

from tests.deploy.test_kubernetes import VERSIONS, _check_custom, _custom, _one, _pods, build
from workers.__main__ import main
from workers.settings.load import load_settings
from workers.settings.settings import Settings

__all__ = ["build"]

Resource = dict[str, Any]
Build = Callable[[str], list[Resource]]
NAME = "claims-insight"


def _settings(resources: list[Resource], secrets: Path) -> Settings:
    """What the sink runs with: every file of a Secret is in one folder here."""
    (pod,) = (pod for name, pod in _pods(resources) if name == NAME)
    (container,) = pod["containers"]
    (source,) = container["envFrom"]
    given: dict[str, str] = _one(resources, "ConfigMap", source["configMapRef"]["name"])["data"]
    for mount in container["volumeMounts"]:
        if mount["name"] in ("kafka", "key"):
            assert mount["readOnly"] is True
            given = {name: text.replace(mount["mountPath"], str(secrets)) for name, text in given.items()}
    for name in ("username", "password", "ca.pem", "key"):
        (secrets / name).write_text(f"{name} from a file")
    return load_settings({}, given, host_name="claims-insight-0", require_broker=True)


def test_resources_are_what_kubernetes_and_its_operators_know(build: Build, tool: Callable[[str], Path]) -> None:
    """Every resource is right by the schema of each Kubernetes release, unknown fields being errors."""
    resources = build("insight")
    for resource in resources:
        for version in VERSIONS:
            if not _custom(resource):
                kubernetes_validate.validate(resource, version, strict=True)
    assert {each["kind"] for each in resources if _custom(each)} == {"ServiceMonitor"}
    assert _check_custom(resources, tool) == ""


def test_pods_have_no_privileges(build: Build) -> None:
    """No pod runs as root, gains privileges, knows the cluster or gets variables made of Services; all are bounded."""
    pods = dict(_pods(build("insight")))
    assert set(pods) == {NAME, f"{NAME}-compact"}
    for pod in pods.values():
        assert (pod["enableServiceLinks"], pod["automountServiceAccountToken"]) == (False, False)
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        (container,) = pod["containers"]
        assert container["image"] == "claims-insight:0.1.0"
        context = container["securityContext"]
        assert (context["allowPrivilegeEscalation"], context["readOnlyRootFilesystem"]) == (False, True)
        assert context["capabilities"] == {"drop": ["ALL"]}
        assert "memory" in container["resources"]["limits"]


def test_the_parts_fit_each_other(build: Build) -> None:
    """Service, monitor and policies select the pods, probes ask the port, and sink and job have the same volume."""
    resources = build("insight")
    stateful = _one(resources, "StatefulSet", NAME)["spec"]
    labels = stateful["template"]["metadata"]["labels"].items()
    service = _one(resources, "Service", NAME)
    assert stateful["serviceName"] == service["metadata"]["name"]
    assert service["spec"]["selector"].items() <= labels
    monitor = _one(resources, "ServiceMonitor", NAME)["spec"]
    assert monitor["selector"]["matchLabels"].items() <= service["metadata"]["labels"].items()
    assert _one(resources, "NetworkPolicy", NAME)["spec"]["podSelector"]["matchLabels"].items() <= labels
    job = _one(resources, "CronJob", f"{NAME}-compact")["spec"]["jobTemplate"]["spec"]["template"]
    policy = _one(resources, "NetworkPolicy", f"{NAME}-compact")["spec"]
    assert policy["podSelector"]["matchLabels"].items() <= job["metadata"]["labels"].items()
    assert "egress" not in policy
    (near,) = job["spec"]["affinity"]["podAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    assert near["labelSelector"]["matchLabels"].items() <= labels
    (sink,) = stateful["template"]["spec"]["containers"]
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert sink[probe]["httpGet"]["port"] == sink["ports"][0]["name"] == "http"
    claim = _one(resources, "PersistentVolumeClaim", f"{NAME}-store")["metadata"]["name"]
    for pod in (stateful["template"]["spec"], job["spec"]):
        (container,) = pod["containers"]
        mounts = {each["name"]: each["mountPath"] for each in container["volumeMounts"]}
        assert mounts.keys() == {each["name"] for each in pod["volumes"]}
        assert mounts["store"] == "/var/lib/claims-worker/insight"
        assert {"name": "store", "persistentVolumeClaim": {"claimName": claim}} in pod["volumes"]


def test_the_sink_understands_its_settings_and_commands(build: Build, tmp_path: Path) -> None:
    """It is encrypted, its secrets are files, its store is on the volume, and the job has the same one."""
    resources = build("insight")
    settings = _settings(resources, tmp_path)
    assert settings.mode == "production"
    assert settings.kafka["security.protocol"] == "SASL_SSL"
    assert settings.kafka["sasl.password"] == "password from a file"
    assert settings.insight_key_file == tmp_path / "key"
    assert str(settings.insight_store) == "/var/lib/claims-worker/insight/store"
    assert not any(each["kind"] == "Secret" for each in resources)
    for _, pod in _pods(resources):
        (container,) = pod["containers"]
        command: click.Command = main
        for word in container["args"]:
            assert isinstance(command, click.Group)
            found = command.get_command(click.Context(command), word)
            assert found is not None
            command = found
    compact = dict(_pods(resources))[f"{NAME}-compact"]["containers"][0]
    assert compact["env"] == [{"name": "CLAIMS_INSIGHT_STORE", "value": str(settings.insight_store)}]


@pytest.mark.parametrize("overlay", ["production", "insight"])
def test_both_run_on_the_same_brokers(overlay: str, build: Build) -> None:
    """The overlay of the sink names the namespace and the brokers of the worker's."""
    resources = build(overlay)
    assert {each["metadata"].get("namespace", "claims") for each in resources} == {"claims"}
    maps = [each["data"] for each in resources if each["kind"] == "ConfigMap"]
    assert [each["CLAIMS_KAFKA_BOOTSTRAP_SERVERS"] for each in maps] == ["kafka-bootstrap.kafka.svc:9093"]

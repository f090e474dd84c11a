"""Kubernetes: built by kustomize, strictly right by the schemas, and a worker's settings come out right."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from tests.deploy.conftest import ROOT
from workers.settings.load import load_settings
from workers.settings.settings import Settings

README = ROOT / "deploy/README.md"
KUBERNETES = ROOT / "deploy/kubernetes"
OVERLAYS = ("development", "production")
VERSIONS = ("1.30", "1.34", "1.37")
OPERATORS = frozenset({"keda.sh", "monitoring.coreos.com"})

Resource = dict[str, Any]


@pytest.fixture(scope="module")
def build(tool: Callable[[str], Path]) -> Callable[[str], list[Resource]]:
    """The resources of an overlay, as kustomize writes them."""

    def run(overlay: str) -> list[Resource]:
        command = [str(tool("kustomize")), "build", str(KUBERNETES / "overlays" / overlay)]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert (ended.returncode, ended.stderr) == (0, "")
        return list(yaml.safe_load_all(ended.stdout))

    return run


def _custom(resource: Resource) -> bool:
    return resource["apiVersion"].partition("/")[0] in OPERATORS


def _one(resources: list[Resource], kind: str, name: str = "claims-worker") -> Resource:
    (found,) = (each for each in resources if each["kind"] == kind and each["metadata"]["name"] == name)
    return found


def _pods(resources: list[Resource]) -> Iterator[tuple[str, Resource]]:
    for each in resources:
        if each["kind"] == "Pod":
            yield each["metadata"]["name"], each["spec"]
        elif each["kind"] == "CronJob":
            yield each["metadata"]["name"], each["spec"]["jobTemplate"]["spec"]["template"]["spec"]
        elif "template" in each.get("spec", {}):
            yield each["metadata"]["name"], each["spec"]["template"]["spec"]


def _loader() -> Resource:
    loader: Resource = yaml.safe_load((KUBERNETES / "code-table-loader.yaml").read_text())
    return loader


@pytest.mark.parametrize("overlay", sorted(path.name for path in (KUBERNETES / "overlays").iterdir()))
def test_one_image_with_one_tag(build: Callable[[str], list[Resource]], overlay: str) -> None:
    """Every container has an image that deploy/README.md builds, also those an overlay adds, or one of others."""
    pods = (*_pods(build(overlay)), *_pods([_loader()]))
    images = {container["image"] for _, pod in pods for container in pod["containers"]}
    built = set(re.findall(r"^docker build -f deploy/Dockerfile -t (\S+) ", README.read_text(), re.M))
    assert len(built) == len({image.partition(":")[0] for image in built}), "one tag each"
    # Images of others name their publisher.
    assert {image for image in images if "/" not in image} <= built
    assert images & built


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_resources_are_what_kubernetes_knows(
    overlay: str, version: str, build: Callable[[str], list[Resource]]
) -> None:
    """Every resource is right by the schema of each Kubernetes release, unknown fields being errors."""
    for resource in (*build(overlay), _loader()):
        if not _custom(resource):
            kubernetes_validate.validate(resource, version, strict=True)


def _check_custom(resources: list[Resource], tool: Callable[[str], Path]) -> str:
    command = [str(tool("node")), str(ROOT / "deploy/checks/custom_resources.mjs"), str(tool("node_modules"))]
    written = json.dumps([each for each in resources if _custom(each)])
    ended = subprocess.run(command, input=written, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode == 0) is (ended.stdout == ""), ended.stderr
    return ended.stdout


def test_custom_resources_are_what_their_operators_know(
    build: Callable[[str], list[Resource]], tool: Callable[[str], Path]
) -> None:
    """Autoscaling and monitoring are right by the schemas of their operators, unknown fields being errors."""
    production = build("production")
    kinds = {each["kind"] for each in production if _custom(each)}
    assert kinds == {"ScaledObject", "TriggerAuthentication", "ServiceMonitor", "PrometheusRule"}
    assert _check_custom(production, tool) == ""


def test_misspelt_fields_are_found(build: Callable[[str], list[Resource]], tool: Callable[[str], Path]) -> None:
    """A field that neither Kubernetes nor an operator has is named."""
    production = build("production")
    _one(production, "ScaledObject")["spec"]["maxReplicas"] = 3
    assert "/spec/maxReplicas is unknown" in _check_custom(production, tool)
    stateful = _one(production, "StatefulSet")
    stateful["spec"]["template"]["spec"]["enableServiceLink"] = False
    with pytest.raises(kubernetes_validate.ValidationError, match="enableServiceLink"):
        kubernetes_validate.validate(stateful, VERSIONS[-1], strict=True)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_pods_have_no_privileges(overlay: str, build: Callable[[str], list[Resource]]) -> None:
    """No pod runs as root, gains privileges, knows the cluster or gets variables made of Services; all are bounded."""
    pods = dict(_pods([*build(overlay), _loader()]))
    assert "claims-worker" in pods
    for name, pod in pods.items():
        assert pod["enableServiceLinks"] is False, name
        assert pod["automountServiceAccountToken"] is False, name
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert pod["securityContext"]["runAsUser"] > 0, name
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        for container in pod["containers"]:
            context = container["securityContext"]
            assert context["allowPrivilegeEscalation"] is False, name
            assert context["capabilities"] == {"drop": ["ALL"]}, name
            assert context.get("readOnlyRootFilesystem") is (None if name == "kafka" else True), name
            assert {"cpu", "memory"} <= set(container["resources"]["requests"]), name
            assert "memory" in container["resources"]["limits"], name


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_worker_s_parts_fit_each_other(overlay: str, build: Callable[[str], list[Resource]]) -> None:
    """Service, budget and network policy select the worker's pods; each volume that is mounted is there."""
    resources = build(overlay)
    stateful = _one(resources, "StatefulSet")["spec"]
    labels = stateful["template"]["metadata"]["labels"]
    assert stateful["serviceName"] == _one(resources, "Service")["metadata"]["name"]
    assert _one(resources, "Service")["spec"]["selector"].items() <= labels.items()
    assert _one(resources, "PodDisruptionBudget")["spec"]["selector"]["matchLabels"].items() <= labels.items()
    assert _one(resources, "NetworkPolicy")["spec"]["podSelector"]["matchLabels"].items() <= labels.items()
    assert stateful["selector"]["matchLabels"].items() <= labels.items()
    names_service = {"k8s-app": "kube-dns"}
    assert _one(resources, "NetworkPolicy")["spec"]["egress"][0]["to"][0]["podSelector"] == {
        "matchLabels": names_service
    }
    pod = stateful["template"]["spec"]
    assert pod["terminationGracePeriodSeconds"] == 30
    (container,) = pod["containers"]
    assert {each["name"] for each in container["volumeMounts"]} == {each["name"] for each in pod["volumes"]}
    assert container["ports"] == [{"name": "http", "containerPort": 9464}]
    assert (
        container["livenessProbe"]["httpGet"]
        == container["startupProbe"]["httpGet"]
        == {"path": "/livez", "port": "http"}
    )
    assert container["readinessProbe"]["httpGet"] == {"path": "/readyz", "port": "http"}


def _settings(resources: list[Resource], host_name: str, secrets: Path) -> Settings:
    """What the worker's container would run with in the pod of this name."""
    pod = _one(resources, "StatefulSet")["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    (source,) = container["envFrom"]
    given: dict[str, str] = _one(resources, "ConfigMap", source["configMapRef"]["name"])["data"]
    mounted = [each["mountPath"] for each in container["volumeMounts"] if each["name"] == "kafka"]
    for path in mounted:
        given = {name: text.replace(path, str(secrets)) for name, text in given.items()}
    return load_settings({}, given, host_name=host_name, require_broker=True)


def test_development_understands_its_settings(build: Callable[[str], list[Resource]], tmp_path: Path) -> None:
    """In development one process works on the broker next door."""
    settings = _settings(build("development"), "claims-worker-0", tmp_path)
    assert (settings.mode, settings.processes, settings.worker_slot) == ("development", 1, 0)
    service = _one(build("development"), "Service", "kafka")
    assert settings.kafka_bootstrap_servers == f"kafka:{service['spec']['ports'][0]['port']}"


def test_production_is_encrypted_and_its_secrets_are_files(
    build: Callable[[str], list[Resource]], tmp_path: Path
) -> None:
    """In production the worker takes TLS and a password from mounted files, and its slot from the pod's ordinal."""
    for name in ("username", "password", "ca.pem"):
        (tmp_path / name).write_text(f"{name} from a file\n")
    resources = build("production")
    settings = _settings(resources, "claims-worker-3", tmp_path)
    assert settings.mode == "production"
    assert settings.worker_slot == 3
    assert settings.kafka["security.protocol"] == "SASL_SSL"
    assert settings.kafka["sasl.username"] == "username from a file"
    assert settings.kafka["sasl.password"] == "password from a file"
    assert not any(each["kind"] == "Secret" for each in resources)
    pod = _one(resources, "StatefulSet")["spec"]["template"]["spec"]
    assert "env" not in pod["containers"][0]


def test_the_scaler_looks_at_the_worker_s_group(build: Callable[[str], list[Resource]], tmp_path: Path) -> None:
    """KEDA reads the lag of the group and topic of the worker's settings, and makes no more slots than partitions."""
    for name in ("username", "password", "ca.pem"):
        (tmp_path / name).write_text("x")
    resources = build("production")
    settings = _settings(resources, "claims-worker-0", tmp_path)
    scaled = _one(resources, "ScaledObject")["spec"]
    (trigger,) = scaled["triggers"]
    assert trigger["metadata"]["bootstrapServers"] == settings.kafka_bootstrap_servers
    assert trigger["metadata"]["consumerGroup"] == settings.group_id
    assert trigger["metadata"]["topic"] == settings.input_topic
    assert scaled["maxReplicaCount"] * settings.processes <= 12
    assert (
        trigger["authenticationRef"]["name"]
        == _one(resources, "TriggerAuthentication", "claims-scaler-kafka")["metadata"]["name"]
    )
    assert "replicas" not in _one(resources, "StatefulSet")["spec"]


def test_code_tables_are_fetched_every_day(build: Callable[[str], list[Resource]]) -> None:
    """One job at a time runs the command on the workers' volume; its pod reaches HTTPS and DNS only."""
    resources = build("production")
    job = _one(resources, "CronJob", "claims-code-fetch")["spec"]
    assert (job["concurrencyPolicy"], job["jobTemplate"]["spec"]["backoffLimit"]) == ("Forbid", 0)
    template = job["jobTemplate"]["spec"]["template"]
    (container,) = template["spec"]["containers"]
    assert container["args"] == ["codes", "fetch"]
    claim = template["spec"]["volumes"][0]["persistentVolumeClaim"]["claimName"]
    assert _one(resources, "PersistentVolumeClaim", claim)
    policy = _one(resources, "NetworkPolicy", "claims-code-fetch")["spec"]
    assert policy["podSelector"]["matchLabels"].items() <= template["metadata"]["labels"].items()
    assert {port["port"] for rule in policy["egress"] for port in rule["ports"]} == {53, 443}
    worker = _one(resources, "NetworkPolicy")["spec"]["podSelector"]["matchLabels"]
    assert not worker.items() <= template["metadata"]["labels"].items()

"""The manifests of `serve`: right by the schemas, without privileges, and a service understands its settings."""

from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from tests.deploy.conftest import ROOT
from workers.serve.server import settings_of_service
from workers.settings.load import load_settings

OVERLAY = ROOT / "deploy/kubernetes/overlays/check-service"
VERSIONS = ("1.30", "1.34", "1.37")


def _kustomization() -> dict[str, Any]:
    made: dict[str, Any] = yaml.safe_load((OVERLAY / "kustomization.yaml").read_text())
    return made


def _resources() -> dict[str, dict[str, Any]]:
    """The resources by kind."""
    made = [yaml.safe_load((OVERLAY / name).read_text()) for name in _kustomization()["resources"]]
    return {each["kind"]: each for each in made}


@pytest.mark.parametrize("version", VERSIONS)
def test_resources_are_what_kubernetes_knows(version: str) -> None:
    """Every resource is right by the schema of each Kubernetes release, unknown fields being errors."""
    for resource in _resources().values():
        kubernetes_validate.validate(resource, version, strict=True)


def test_the_parts_fit_each_other() -> None:
    """Service, budget and policy select the pods, and the probes ask the port that the settings name."""
    resources = _resources()
    template = resources["Deployment"]["spec"]["template"]
    labels = template["metadata"]["labels"].items()
    assert resources["Deployment"]["spec"]["selector"]["matchLabels"].items() <= labels
    assert resources["Service"]["spec"]["selector"].items() <= labels
    for kind, name in (("PodDisruptionBudget", "selector"), ("NetworkPolicy", "podSelector")):
        assert resources[kind]["spec"][name]["matchLabels"].items() <= labels
    (container,) = template["spec"]["containers"]
    assert {each["name"] for each in container["volumeMounts"]} == {
        each["name"] for each in template["spec"]["volumes"]
    }
    assert container["ports"] == [{"name": "https", "containerPort": 9465}]
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert container[probe]["httpGet"].items() >= {"port": "https", "scheme": "HTTPS"}.items()
    production = ROOT / "deploy/kubernetes/overlays/production"
    tables = yaml.safe_load((production / "code-tables.yaml").read_text())
    claim = next(each for each in template["spec"]["volumes"] if each["name"] == "code-tables")
    assert claim["persistentVolumeClaim"]["claimName"] == tables["metadata"]["name"]
    assert _kustomization()["namespace"] == yaml.safe_load((production / "kustomization.yaml").read_text())["namespace"]


def test_pods_have_no_privileges() -> None:
    """No pod runs as root, gains privileges, knows the cluster or gets variables made of Services."""
    pod = _resources()["Deployment"]["spec"]["template"]["spec"]
    assert (pod["enableServiceLinks"], pod["automountServiceAccountToken"]) == (False, False)
    assert pod["securityContext"]["runAsNonRoot"] is True
    (container,) = pod["containers"]
    context = container["securityContext"]
    assert context["allowPrivilegeEscalation"] is False
    assert context["readOnlyRootFilesystem"] is True
    assert context["capabilities"] == {"drop": ["ALL"]}
    assert "memory" in container["resources"]["limits"]


def test_the_service_understands_its_settings(tmp_path: Path) -> None:
    """It is encrypted, needs a token and no broker, and answers under the name of its Service."""
    kustomization, resources = _kustomization(), _resources()
    (generator,) = kustomization["configMapGenerator"]
    given = dict(each.split("=", 1) for each in generator["literals"])
    (container,) = resources["Deployment"]["spec"]["template"]["spec"]["containers"]
    assert container["envFrom"] == [{"configMapRef": {"name": generator["name"]}}]
    files = {name: given[name] for name in given if name.startswith("CLAIMS_SERVE_")}
    mounted = {each["mountPath"] for each in container["volumeMounts"]}
    assert {str(Path(file).parent) for file in files.values()} < mounted
    for name, file in files.items():
        given[name] = str(tmp_path / Path(file).name)
    settings = settings_of_service(load_settings({}, given, host_name="pod", require_broker=False))
    assert settings.mode == "production"
    assert settings.http_port == resources["Service"]["spec"]["ports"][0]["port"]
    assert f"{resources['Service']['metadata']['name']}.{kustomization['namespace']}.svc" in settings.http_allowed_hosts
    assert settings.serve_tokens is not None
    assert settings.serve_tls_certificate is not None

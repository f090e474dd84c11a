"""The examples for producers and consumers work as they are shown, in an environment without the worker's packages."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from tests.support.java_examples import find_java_examples
from tests.support.local_registry import SchemaRegistry
from tests.worker.conftest import RunningWorker, environment
from workers.__main__ import main
from workers.local_kafka.installation import KafkaInstallation
from workers.settings.settings import Settings

pytestmark = pytest.mark.slow

EXAMPLES: Final = Path(__file__).parents[2] / "schemas" / "examples"
_PATIENCE_S: Final = 120


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples, with the files that their README says to export beside them."""
    made = tmp_path_factory.mktemp("examples")
    shutil.copytree(EXAMPLES, made, dirs_exist_ok=True)
    for form in ("avro", "python"):
        assert CliRunner().invoke(main, ["schemas", "export", "--format", form, str(made)]).exit_code == 0
    return made


def _run(command: list[str], folder: Path) -> list[str]:
    """The lines that a program prints; it must end with 0."""
    env = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    ran = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=_PATIENCE_S, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout.splitlines()


def _python(folder: Path, *arguments: str) -> list[str]:
    return _run([sys.executable, *arguments], folder)


def test_examples_are_strictly_typed(folder: Path) -> None:
    """The exported module and the examples pass mypy's strict checks."""
    files = sorted(path.name for path in folder.glob("*.py"))
    untyped = "[mypy]\nstrict = True\n[mypy-confluent_kafka.*,fastavro.*]\nignore_missing_imports = True\n"
    (folder / "mypy.ini").write_text(untyped, encoding="utf-8")
    _python(folder, "-m", "mypy", "--config-file", "mypy.ini", *files)


def test_python_and_java_with_embedded_schemas(
    settings: Settings, kafka: KafkaInstallation, start_worker: Callable[..., RunningWorker], folder: Path
) -> None:
    """Events of both producers become claims, which both consumers read."""
    start_worker(environment(settings))
    brokers, topic = settings.kafka_bootstrap_servers or "", settings.input_topic
    jars = find_java_examples()
    (compiler,) = jars.glob("ecj-*.jar")
    path = f"{jars}/*{os.pathsep}{kafka.jars}/*"
    java = [str(kafka.java), "-XX:TieredStopAtLevel=1", "-cp", f".{os.pathsep}{path}"]
    classes = os.pathsep.join(str(jar) for place in (jars, kafka.jars) for jar in place.glob("*.jar"))
    _run([str(kafka.java), "-jar", str(compiler), "-17", "-cp", classes, "Produce.java", "Consume.java"], folder)
    assert _python(folder, "produce.py", brokers, topic, "PY-1")[0].startswith(f"sent to {topic}")
    _run([*java, "Produce", brokers, topic, "JAVA-1", "EncounterEvent.v1.avsc"], folder)
    outcomes = (brokers, settings.ready_topic, settings.rejected_topic, "2")
    read = [_python(folder, "consume.py", *outcomes), _run([*java, "Consume", *outcomes, "."], folder)]
    for lines in read:
        claims = sorted(line for line in lines if line.startswith(settings.ready_topic))
        assert [line.split(": ")[1].split(" ")[0] for line in claims] == ["JAVA-1", "PY-1"]


def test_python_with_a_registry(
    settings: Settings, registry: SchemaRegistry, start_worker: Callable[..., RunningWorker], folder: Path
) -> None:
    """With a schema registry, the serializers of the client library are enough."""
    registered = {"CLAIMS_SCHEMAS": "registry", "CLAIMS_SCHEMA_REGISTRY_URL": registry.url}
    env = environment(settings, **registered)
    assert CliRunner().invoke(main, ["schemas", "register"], env=env).exit_code == 0
    start_worker(env)
    brokers = settings.kafka_bootstrap_servers or ""
    _python(folder, "produce_with_registry.py", brokers, settings.input_topic, "REG-1", registry.url)
    read = _python(folder, "consume_with_registry.py", brokers, settings.ready_topic, "1", registry.url)
    assert read == [f"{settings.ready_topic}: REG-1 v1"]

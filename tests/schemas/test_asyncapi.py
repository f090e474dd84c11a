"""The description of the topics is valid AsyncAPI 3 and names what the worker uses."""

import json
import shutil
import subprocess
import tarfile
from pathlib import Path

import jsonschema
import pytest
from pydantic_asyncapi.v3 import AsyncAPI

from schemas.asyncapi import ASYNCAPI_FILE, asyncapi
from schemas.json_schema import json_schema
from schemas.sources import NEWEST, read_released
from workers.kafka.topics import TopicWishes, plan_topics
from workers.settings.settings import Settings

SPECS = "6.11.1"

# Its examples are outcomes of the goldens, which the compiled copy of the packages does not have.
pytestmark = pytest.mark.interpreted


def test_read_by_a_model() -> None:
    """The document is read by a model of the AsyncAPI 3 specification, which knows no Kafka bindings of messages."""
    plain = json.loads(ASYNCAPI_FILE.read_text(encoding="utf-8"))
    for message in plain["components"]["messages"].values():
        message.pop("bindings", None)
    assert AsyncAPI.model_validate(plain).asyncapi == "3.0.0"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("npm") is None, reason="the specification's own schema is an npm package")
def test_valid_by_the_specification(tmp_path: Path) -> None:
    """The document is valid by the JSON schema that the specification publishes, bindings included."""
    command = ["npm", "pack", "--silent", "--pack-destination", str(tmp_path), f"@asyncapi/specs@{SPECS}"]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
    with tarfile.open(next(tmp_path.glob("*.tgz"))) as packed:
        found = packed.extractfile("package/schemas/3.0.0.json")
        assert found is not None
        schema = json.load(found)
    jsonschema.Draft7Validator(schema).validate(json.loads(ASYNCAPI_FILE.read_text(encoding="utf-8")))


def test_topics_are_the_defaults() -> None:
    """The addresses are the default names of the topics."""
    settings = Settings()
    addresses = {channel["address"] for channel in asyncapi()["channels"].values()}
    assert addresses == {
        settings.input_topic,
        settings.ready_topic,
        settings.rejected_topic,
        settings.dead_letter_topic,
    }


def test_topics_have_the_settings_of_the_command() -> None:
    """Partitions, replicas and limits are those that `topics create` gives new topics."""
    plans, _ = plan_topics(Settings(), TopicWishes(), brokers=3)
    made = {plan.name: plan for plan in plans}
    for channel in asyncapi()["channels"].values():
        binding, plan = channel["bindings"]["kafka"], made[channel["address"]]
        assert (binding["partitions"], binding["replicas"]) == (plan.partitions, plan.replication)
        for name, told in binding["topicConfiguration"].items():
            assert plan.config[name] == (",".join(told) if isinstance(told, list) else str(told)), name


def test_examples_are_messages() -> None:
    """The example of each message is valid by the JSON Schema of its type."""
    for name, message in asyncapi()["components"]["messages"].items():
        for example in message.get("examples", ()):
            jsonschema.Draft202012Validator(json_schema(name)).validate(example["payload"])
    assert all(asyncapi()["components"]["messages"][name]["examples"] for name in NEWEST)


def test_references_lead_somewhere() -> None:
    """Every reference in the document leads to a part of it, and payloads are the released schemas."""
    document = asyncapi()
    text = json.dumps(document)
    for reference in {part.split('"')[0] for part in text.split('"$ref": "#/')[1:]}:
        here = document
        for step in reference.split("/"):
            here = here[step]
    for name, version in NEWEST.items():
        assert document["components"]["messages"][name]["payload"]["schema"] == read_released(name, version)

"""The lock of the local broker is made from its jgo.toml, and pins every file."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from tests.support.local_registry import LOCK as REGISTRY_LOCK
from tests.support.older_kafka.installation import OLDER_LOCK
from workers.local_kafka.artifact import read_lock
from workers.local_kafka.installation import LOCK, kafka_name


@pytest.mark.parametrize("lock", [LOCK, OLDER_LOCK], ids=kafka_name)
def test_the_lock_is_made_from_what_is_asked_for(lock: Path) -> None:
    """The lock carries the checksum of the jgo.toml it was made from: after a change, run `jgo lock`."""
    spec = lock.with_name("jgo.toml").read_bytes()
    locked = tomllib.loads(lock.read_text())["metadata"]["spec_hash"]
    assert locked == hashlib.sha256(spec).hexdigest()[:16]


def test_every_file_is_pinned() -> None:
    """Each file has a SHA-256 and a name of its own; Kafka, its clients and its log are among them."""
    for lock in (LOCK, OLDER_LOCK, REGISTRY_LOCK):
        artifacts = read_lock(lock)
        assert all(re.fullmatch(r"[0-9a-f]{64}", artifact.sha256) for artifact in artifacts)
        assert len({artifact.file_name for artifact in artifacts}) == len(artifacts)
    assert {"kafka_2.13", "kafka-clients", "log4j-slf4j-impl"} <= {artifact.name for artifact in read_lock(LOCK)}


@pytest.mark.parametrize("lock", [LOCK, OLDER_LOCK], ids=kafka_name)
def test_the_broker_and_its_clients_are_of_one_version(lock: Path) -> None:
    """An older client beside the broker would start and fail later."""
    versions = {each.version for each in read_lock(lock) if each.group == "org.apache.kafka"}
    assert len(versions) == 1
    assert kafka_name(lock) == f"Apache Kafka {versions.pop()}"

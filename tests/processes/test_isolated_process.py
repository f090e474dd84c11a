"""Whatever a record does to the disposable process, the worker learns of it, and only the record's own fault counts."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

from schemas.codec import encode_encounter
from schemas.json_form import read_encounter
from schemas.samples import sample_form, sample_names
from tests.support.about import about
from workers.build_processor import build_processor
from workers.kafka.isolation import Interrupted, RecordFailed
from workers.kafka.record import InputRecord, TryLater
from workers.kafka.worker_exit import WorkerExit
from workers.processes import isolated_process
from workers.processes.isolated_messages import Limits
from workers.processes.isolated_process import IsolatedProcess, limits_of
from workers.settings.settings import Settings

pytestmark = pytest.mark.slow

_TOY = Path(__file__).with_name("toy_isolated.py")
_MIB = 1024 * 1024
# Two seconds of CPU time, because the limit has a precision of one second.
_LIMITS = Limits(memory_bytes=64 * _MIB, cpu_s=1)

Start = Callable[..., IsolatedProcess]


def _record(value: bytes, offset: int = 17) -> InputRecord:
    return InputRecord(
        topic="in", partition=3, offset=offset, timestamp_ms=None, key=b"k", value=value, headers=(("a", b"\xff"),)
    )


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Makes toy processes, and ends them with the test."""
    monkeypatch.setenv("PYTHONPATH", str(_TOY.parents[2]))
    made: list[IsolatedProcess] = []

    def make(
        *behavior: str,
        start_s: int = 60,
        record_s: int = 60,
        stop: threading.Event | None = None,
        limits: Limits = _LIMITS,
    ) -> IsolatedProcess:
        def command(answer_to: int) -> list[str]:
            return [sys.executable, str(_TOY), str(answer_to), str(os.getpid()), *behavior]

        made.append(IsolatedProcess(Settings(), stop or threading.Event(), command, limits, start_s, record_s))
        return made[-1]

    yield make
    for process in made:
        process.close()


def _nothing() -> None:
    pass


def _value(process: IsolatedProcess, value: bytes) -> bytes | None:
    return process.process(_record(value), _nothing).output.value


_FATAL: Final[Mapping[bytes, tuple[str, str]]] = {
    b"exit": ("exit", "exit code 9"),
    b"quit": ("exit", "exit code 0"),
    b"crash": ("signal", f"ended by signal {signal.SIGSEGV}"),
    b"memory": ("error", "MemoryError in "),
    b"loop": ("cpu-time", "more CPU time than a record may take"),
    b"error": ("error", "ValueError in "),
    b"garbage": ("error", "an answer that cannot be read"),
}


def test_a_record_that_ends_its_process_is_blamed_and_the_next_one_gets_a_new_process(start: Start) -> None:
    """Exits, crashes, endless memory or CPU time, and exceptions have causes of their own; no data of the record."""
    process = start()
    assert _value(process, b"ready") == b"ready"
    for behavior, (cause, detail) in _FATAL.items():
        with about(behavior.decode()):
            with pytest.raises(RecordFailed) as failed:
                _value(process, behavior)
            assert failed.value.cause == cause
            assert detail in failed.value.detail
            assert "a value of the record" not in failed.value.detail
            assert _value(process, b"ready") == b"ready"


def test_a_record_without_an_answer_is_blamed(start: Start) -> None:
    """A record that waits forever uses no CPU time: only the missing answer tells. The worker shows that it lives."""
    calls: list[None] = []
    with pytest.raises(RecordFailed, match="no answer within 2 s") as failed:
        start(record_s=2).process(_record(b"sleep"), lambda: calls.append(None))
    assert failed.value.cause == "no-answer"
    assert len(calls) >= 3


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's count of CPU time of another process")
def test_a_record_that_gets_no_cpu_time_has_twice_as_long(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """On an overloaded machine a record is not blamed for the CPU time that it did not get."""
    # No process gets ten seconds of CPU time within one, so this one counts as starved.
    monkeypatch.setattr(isolated_process, "_LEAST_CPU_S", 10.0)
    process = start(record_s=2, limits=Limits(memory_bytes=64 * _MIB, cpu_s=600))
    assert _value(process, b"ready") == b"ready"
    calls: list[None] = []
    with pytest.raises(RecordFailed, match="no answer within 2 s"):
        process.process(_record(b"loop"), lambda: calls.append(None))
    assert len(calls) == 1 + 2 * 2


def test_what_is_not_the_records_fault_is_tried_later_or_passed_on(start: Start) -> None:
    """An absent service, a failed edit, and a process that another program killed: none of them blames the record."""
    process = start()
    with pytest.raises(TryLater, match="the registry does not answer"):
        _value(process, b"later")
    with pytest.raises(WorkerExit) as ended:
        _value(process, b"refused")
    assert (ended.value.code, ended.value.position) == (1, ("in", 3, 17))
    with pytest.raises(TryLater, match=r"was killed .*memory limit"):
        _value(process, b"killed")
    assert _value(process, b"signals") == b"signals"


def test_a_process_that_ended_between_two_records_blames_none(start: Start) -> None:
    """The next record is not blamed for an end before its turn; the try after that works."""
    process = start()
    os.kill(int(_value(process, b"pid") or b""), signal.SIGKILL)
    with pytest.raises(TryLater, match="ended before it began"):
        _value(process, b"ready")
    assert _value(process, b"ready") == b"ready"


@pytest.mark.parametrize(
    ("behavior", "reason"),
    [
        ("later", "could not start: OSError in "),
        ("dies", "could not start: exit code 3"),
        ("hangs", "could not start: no answer within 2 s"),
    ],
)
def test_a_process_that_cannot_start_blames_no_record(start: Start, behavior: str, reason: str) -> None:
    """The record is tried later; the reason is for `/readyz` and quotes no error text."""
    process = start(behavior, start_s=2 if behavior == "hangs" else 60)
    with pytest.raises(TryLater, match=reason) as later:
        _value(process, b"ready")
    assert "a table is being replaced" not in str(later.value)


def test_a_refusal_at_start_ends_the_worker_with_its_code(start: Start) -> None:
    """A registry that refuses the worker refuses the disposable process too."""
    with pytest.raises(WorkerExit) as ended:
        _value(start("refused"), b"ready")
    assert ended.value.code == 5


def test_a_stop_interrupts_the_record_at_work(start: Start) -> None:
    """A worker that drains does not wait for a record that may never end."""
    stop = threading.Event()
    process = start(stop=stop)
    assert _value(process, b"ready") == b"ready"
    with pytest.raises(Interrupted):
        process.process(_record(b"sleep"), stop.set)
    with pytest.raises(Interrupted):
        _value(process, b"ready")


def test_a_command_that_does_not_exist_blames_no_record() -> None:
    """It is tried later, and nothing is left open."""
    process = IsolatedProcess(Settings(), threading.Event(), lambda _: ["/nowhere/python"], _LIMITS)
    before = len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0
    with pytest.raises(TryLater, match="could not start: No such file"):
        _value(process, b"ready")
    assert (len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0) == before


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's signal for a dead parent")
def test_it_dies_with_its_worker_even_while_a_record_is_at_work() -> None:
    """A worker that is killed leaves no process behind that runs a record."""
    code = (
        "import os, sys, threading\n"
        "from tests.processes.test_isolated_process import _TOY, _record, _nothing, Limits\n"
        "from workers.processes.isolated_process import IsolatedProcess\n"
        "from workers.settings.settings import Settings\n"
        "command = lambda answer_to: [sys.executable, str(_TOY), str(answer_to), str(os.getpid())]\n"
        "process = IsolatedProcess(Settings(), threading.Event(), command, Limits(memory_bytes=1 << 28, cpu_s=60))\n"
        "print(process.process(_record(b'pid'), _nothing).output.value.decode(), flush=True)\n"
        "process.process(_record(b'sleep'), _nothing)\n"
    )
    root = _TOY.parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=root, env=environment) as worker:
        assert worker.stdout is not None
        pid = int(worker.stdout.readline())
        assert Path(f"/proc/{pid}").exists()
        worker.kill()
    for _ in range(600):
        if not _runs(pid):
            return
        time.sleep(0.1)
    pytest.fail("the disposable process is still running")


def _runs(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def test_large_records_pass_the_pipe(start: Start) -> None:
    """Records and outcomes may be larger than a pipe holds."""
    value = b"x" * (3 * _MIB)
    assert _value(start(), value) == value


def test_outcomes_of_real_encounters_are_the_same_in_the_disposable_process() -> None:
    """The default process has the worker's rules, and no Kafka client."""
    settings = Settings()
    here = build_processor(settings)
    there = IsolatedProcess(settings, threading.Event())
    for name in sample_names():
        record = _record(encode_encounter(read_encounter(sample_form(name))))
        outcome = there.process(record, _nothing)
        assert outcome.output.kind == here(record).output.kind
        assert outcome.output.key == here(record).output.key
        assert outcome.outcome.tally == here(record).outcome.tally
    there.close()


def test_a_crash_of_the_disposable_process_leaves_no_core_dump(start: Start) -> None:
    """It holds the record, and crashes are to be expected."""
    assert _value(start(), b"dumpable") == b"0"


def test_the_disposable_process_has_no_kafka_client(start: Start) -> None:
    """A client would join the group or fence the worker."""
    assert _value(start(), b"kafka") == b"0"


@pytest.mark.parametrize(("event_mib", "memory_mib"), [(1, 384), (2, 768)])
def test_the_memory_limit_grows_with_the_largest_event(event_mib: int, memory_mib: int) -> None:
    """The limit is above what the largest event may use."""
    assert limits_of(Settings(max_event_bytes=event_mib * _MIB)).memory_bytes == memory_mib * _MIB

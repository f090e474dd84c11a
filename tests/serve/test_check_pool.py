"""Whatever a body does to the process that checks it, its caller gets an answer, and the next body is checked."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from workers.serve import check_pool
from workers.serve.check_pool import CheckPool
from workers.serve.messages import Asked, Limits
from workers.serve.problem import RequestRefused
from workers.settings.settings import Settings

pytestmark = pytest.mark.slow

TOY = Path(__file__).with_name("toy_check_process.py")
LIMITS = Limits(memory_bytes=64 * 1024 * 1024, cpu_s=1)
Scenario = Callable[[CheckPool, list[str]], Awaitable[None]]


def ask(body: bytes) -> Asked:
    """A body that says how the process behaves."""
    return Asked(body=body, kind="json")


def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scenario: Scenario, processes: int = 1) -> None:
    """Run a scenario with a pool of toy processes and the causes of their ends."""
    monkeypatch.setenv("PYTHONPATH", str(TOY.parents[2]))

    async def run() -> None:
        ended: list[str] = []
        opened = asyncio.Event()
        pool = CheckPool(
            Settings(code_tables_dir=tmp_path / "none"),
            processes,
            on_opened=lambda _: opened.set(),
            on_ended=ended.append,
            command=lambda to: [sys.executable, str(TOY), str(to), str(os.getpid())],
            limits=LIMITS,
        )
        running = asyncio.create_task(pool.run())
        await opened.wait()
        try:
            await scenario(pool, ended)
        finally:
            running.cancel()
            await asyncio.wait([running])

    # In a thread of its own: the browser of another test keeps a loop running in the main thread.
    with ThreadPoolExecutor(1) as alone:
        alone.submit(asyncio.run, run()).result()


async def checked(pool: CheckPool, body: bytes) -> int:
    """The process that checked a body, as soon as one is ready."""
    while True:
        try:
            return int((await pool.check(ask(body))).body)
        except RequestRefused as refused:
            if refused.name not in ("busy", "not-ready"):
                raise
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("body", "causes"),
    [
        (b"exit", ["error"]),
        (b"crash", ["signal"]),
        (b"memory", ["error"]),
        (b"loop", ["cpu-time"]),
        (b"error", ["error"]),
        (b"garbage", ["error"]),
        (b"killed", ["killed", "killed"]),
    ],
)
def test_a_poison_body_ends_its_process_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: bytes, causes: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    """Its caller gets a refusal that blames no one else; the next body gets a new process. No value is logged."""

    async def scenario(pool: CheckPool, ended: list[str]) -> None:
        first = await checked(pool, b"fine")
        with pytest.raises(RequestRefused) as refused:
            await checked(pool, body)
        assert (refused.value.status, refused.value.name) == (422, "not-checkable")
        assert await checked(pool, b"fine") != first
        assert ended[: len(causes)] == causes

    monkeypatch.setattr(check_pool, "CHECK_S", 60.0)
    monkeypatch.setattr(check_pool, "WAIT_S", 60.0)
    play(tmp_path, monkeypatch, scenario, processes=len(causes))
    assert "QXJ77" not in "".join(capfd.readouterr())


def test_a_process_that_does_not_answer_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The caller may try again: it is not known that the body is at fault."""

    async def scenario(pool: CheckPool, ended: list[str]) -> None:
        with pytest.raises(RequestRefused) as refused:
            await checked(pool, b"sleep")
        assert (refused.value.status, refused.value.name) == (503, "late")
        await checked(pool, b"fine")
        assert ended == ["no-answer"]

    monkeypatch.setattr(check_pool, "CHECK_S", 0.5)
    play(tmp_path, monkeypatch, scenario)


def test_the_process_of_a_caller_who_left_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It still works on that body, and its answer must not go to the next caller."""

    async def scenario(pool: CheckPool, ended: list[str]) -> None:
        sleeping = asyncio.create_task(pool.check(ask(b"sleep")))
        await asyncio.sleep(0.1)
        sleeping.cancel()
        monkeypatch.setattr(check_pool, "WAIT_S", 60.0)
        await checked(pool, b"fine")
        assert ended == ["no-answer"]

    play(tmp_path, monkeypatch, scenario)


def test_a_body_waits_for_a_process_only_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the caller may try again."""

    async def scenario(pool: CheckPool, ended: list[str]) -> None:
        sleeping = asyncio.create_task(pool.check(ask(b"sleep")))
        await asyncio.sleep(0)
        with pytest.raises(RequestRefused) as refused:
            await pool.check(ask(b"fine"))
        assert (refused.value.status, refused.value.name) == (429, "busy")
        sleeping.cancel()

    monkeypatch.setattr(check_pool, "WAIT_S", 0.2)
    play(tmp_path, monkeypatch, scenario)


def test_a_process_that_someone_kills_is_no_fault_of_a_body(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The body is checked by another process, and its caller sees nothing of it."""

    async def scenario(pool: CheckPool, ended: list[str]) -> None:
        first = await checked(pool, b"fine")
        os.kill(first, signal.SIGKILL)
        second = int((await pool.check(ask(b"fine"))).body)
        assert second != first
        assert ended == ["killed"]

    monkeypatch.setattr(check_pool, "WAIT_S", 60.0)
    play(tmp_path, monkeypatch, scenario)


def test_a_service_without_a_ready_process_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The caller may try again."""

    async def scenario(pool: CheckPool, ended: list[str]) -> None:
        os.kill(await checked(pool, b"fine"), signal.SIGKILL)
        while not ended:
            await asyncio.sleep(0.01)
        monkeypatch.setattr(check_pool, "WAIT_S", 0.0)
        with pytest.raises(RequestRefused) as refused:
            await pool.check(ask(b"fine"))
        assert (refused.value.status, refused.value.name) == (503, "not-ready")

    play(tmp_path, monkeypatch, scenario)

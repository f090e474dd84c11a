"""One trial: real workers on a real broker, inputs whose right outcomes are known, and a reader that counts them."""

import collections
import contextlib
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import httpx

from schemas.codec import decode_outcome
from schemas.value import value
from tests.chaos.inputs import Input, Right
from tests.kafka.harness import ROOT, output_topics, unique_settings
from workers.kafka.dead_letter import REASON
from workers.kafka.publish import publish_records
from workers.kafka.reader import TopicReader, read_to_end
from workers.kafka.record import InputRecord
from workers.kafka.topics import TopicWishes, make_topics

RUN: Final = (sys.executable, "-m", "workers", "run")
_INVALID_SETTING: Final = 2
_EXAMPLES: Final = 3
_LOOK_S: Final = 0.2
_PLACES: Final = 10
_DRAIN_S: Final = 90.0


@value
class Figures:
    """What came of one or several trials; memory in MiB of the largest process, times in seconds."""

    inputs: int = 0
    outcomes: int = 0
    lost: int = 0
    doubled: int = 0
    wrong: int = 0
    """Outcomes that are right for no input."""
    kills: int = 0
    bounces: int = 0
    poison: int = 0
    positions_lost: int = 0
    peak_memory_mib: float = 0.0
    longest_stall_s: float = 0.0
    examples: tuple[Right, ...] = ()
    """The first outcomes that are lost, doubled or wrong."""

    @property
    def exactly_once(self) -> bool:
        """Every input has one right outcome, and there is no other."""
        return self.lost == self.doubled == self.wrong == 0 and self.outcomes == self.inputs


class Worker:
    """`claims-worker run`, or another command that takes its settings, in a process; restarted when it ends."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], log: Path, folder: Path, root: Path = ROOT
    ) -> None:
        self._command = command
        self._root = root
        self._environment = environment
        self._folder = folder
        self.has_port = "--http-port-file" in command
        """Whether it says at which port it answers HTTP."""
        self.log = log
        self.ends: list[int] = []
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as sink:
            return subprocess.Popen(
                list(self._command),
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                cwd=self._root,
                env=self._environment,
            )

    def restart_if_ended(self) -> None:
        """Start it again if it ended by itself, as a supervisor does."""
        code = self.process.poll()
        if code is not None:
            self.ends.append(code)
            if code == _INVALID_SETTING:
                raise AssertionError(self.log.read_text(errors="replace")[-1000:])
            self.process = self._start()

    def kill(self) -> None:
        """SIGKILL, and a successor at once."""
        self.process.kill()
        self.process.wait(30)
        self.process = self._start()

    def drain(self) -> int:
        """SIGTERM; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(_DRAIN_S)

    def close(self) -> None:
        """Leave nothing behind."""
        if self.process.poll() is None:
            for pid in self.pids():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.process.wait(30)

    def pids(self) -> list[int]:
        """Its processes, the parent first."""
        found = [self.process.pid]
        for pid in found:
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                with contextlib.suppress(OSError):
                    found += [int(child) for child in children.read_text().split()]
        return found

    def signal_all(self, sign: signal.Signals) -> None:
        """A signal to each of its processes."""
        for pid in self.pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sign)

    def limit_files(self, spare: int | None) -> None:
        """Let each of its processes open so many more files at most; None: as many as this process may."""
        usual = resource.getrlimit(resource.RLIMIT_NOFILE)
        for pid in self.pids():
            # The number of the next file counts, not how many are open.
            highest = max(int(name) for name in os.listdir(f"/proc/{pid}/fd"))
            most = usual if spare is None else (highest + 1 + spare, usual[1])
            resource.prlimit(pid, resource.RLIMIT_NOFILE, most)

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of a page; status 0 if nothing answers."""
        with contextlib.suppress(httpx.HTTPError, OSError):
            port = (self._folder / "port").read_text().strip()
            answer = httpx.get(f"http://127.0.0.1:{port}{path}", timeout=5)
            return answer.status_code, answer.text
        return 0, ""


class Trial:
    """A group with topics of its own; a context manager. `chosen` are settings of the worker.

    Of one in `content_every` outcomes what it says is compared; with 0, of none, nor whether a claim is rejected.
    """

    def __init__(
        self, servers: str, folder: Path, *, partitions: int = 4, content_every: int = 1, **chosen: Any
    ) -> None:
        self.settings = unique_settings(servers, http_port=0, code_tables_dir=folder / "tables", **chosen)
        self.folder = folder
        self.workers: list[Worker] = []
        self._partitions = partitions
        self._content_every = content_every
        self._expected: collections.Counter[Right] = collections.Counter()
        self._seen: collections.Counter[Right] = collections.Counter()
        self._kinds = dict(zip(output_topics(self.settings), ("ready", "rejected", "dead"), strict=True))
        self._moved_at = time.monotonic()
        self.stall_s = 0.0
        self.peak_kib = 0

    def __enter__(self) -> Self:
        make_topics(self.settings, TopicWishes(partitions=self._partitions))
        self._reader = TopicReader(self.settings, tuple(self._kinds))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self.workers:
            worker.close()
        self._reader.close()

    def publish(self, inputs: Iterable[Input]) -> None:
        """Send the inputs, and expect their outcomes."""
        publish_records(self.settings, self.settings.input_topic, self._noted(inputs))
        self._moved_at = time.monotonic()

    def publish_unexpected(self, inputs: Iterable[Input]) -> None:
        """Send inputs that will have no outcome."""
        publish_records(self.settings, self.settings.input_topic, ((each.key, each.value) for each in inputs))

    def _noted(self, inputs: Iterable[Input]) -> Iterator[tuple[bytes | None, bytes | None]]:
        for each in inputs:
            self._expected[self._compared(each.right)] += 1
            yield each.key, each.value

    def _has_content(self, key: bytes | None) -> bool:
        """Whether what an outcome says is compared too, and not only its topic and key."""
        every = self._content_every
        return every == 1 or (every > 0 and sum(key or b"") % every == 0)

    def _compared(self, right: Right) -> Right:
        """What is compared of an outcome."""
        if self._content_every == 0 and right.kind != "dead":
            return Right("claim", right.key, ())
        return right if self._has_content(right.key) else right._replace(says=())

    def start(
        self,
        slot: int = 0,
        *,
        processes: int = 2,
        command: Sequence[str] = RUN,
        prefix: Sequence[str] = (),
        root: Path = ROOT,
        **more: str,
    ) -> Worker:
        """Start a worker; `root` is the folder of its program, `more` are environment variables."""
        folder = Path(tempfile.mkdtemp(prefix="worker-", dir=self.folder))
        chosen = self.settings.model_dump(mode="json", exclude_defaults=True)
        environment = {
            **{name: text for name, text in os.environ.items() if not name.startswith("CLAIMS_")},
            "PYTHONPATH": str(root),
            **{f"CLAIMS_{name.upper()}": str(part) for name, part in chosen.items()},
            "CLAIMS_WORKER_SLOT": str(slot),
            "CLAIMS_PROCESSES": str(processes),
            "CLAIMS_LOG_FORMAT": "json",
            **more,
        }
        if command is RUN:
            command = (*RUN, "--http-port-file", str(folder / "port"))
        self.workers.append(Worker((*prefix, *command), environment, folder / "log", folder, root))
        return self.workers[-1]

    def look(self, *, restart: bool = True) -> None:
        """Read outcomes for a moment, look at the memory, and start again what ended."""
        records = self._reader.read(_LOOK_S)
        self._seen.update(self._outcome(record) for record in records)
        now = time.monotonic()
        if self.missing:
            self.stall_s = max(self.stall_s, now - self._moved_at)
        if records or not self.missing:
            self._moved_at = now
        for worker in self.workers:
            if restart:
                worker.restart_if_ended()
            self.peak_kib = max(self.peak_kib, *(_peak_kib(pid) for pid in worker.pids()), 0)

    def look_for(self, seconds: float, *, restart: bool = True) -> None:
        """Look for that long."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.look(restart=restart)

    def look_until(self, holds: Callable[[], bool], patience_s: float, *, restart: bool = True) -> None:
        """Look until something holds; raises `TimeoutError` with the workers' last lines."""
        until = time.monotonic() + patience_s
        while not holds():
            self.look(restart=restart)
            if time.monotonic() > until:
                tails = "\n".join(worker.log.read_text(errors="replace")[-3000:] for worker in self.workers)
                raise TimeoutError(f"not within {patience_s:g} s; {self._describe_missing()}\n{tails}")

    def look_until_outcomes(self, wanted: float, patience_s: float) -> None:
        """Look until there are so many outcomes."""
        self.look_until(lambda: self.outcomes >= wanted, patience_s)

    def finish(self, patience_s: float = 120.0, **figures: int) -> Figures:
        """Look until every outcome is there, drain the workers, read to the end and count; `figures` are added."""
        self.look_until(lambda: not self.missing, patience_s)
        # A worker that has just been started would not know yet that SIGTERM means to drain.
        listening = [worker for worker in self.workers if worker.has_port]
        self.look_until(lambda: all(worker.get("/readyz")[0] == 200 for worker in listening), patience_s)
        for worker in self.workers:
            if worker.drain() != 0:
                raise AssertionError(f"a worker does not drain\n{worker.log.read_text(errors='replace')[-3000:]}")
        # What was read may have ended before the last commit.
        while True:
            records = self._reader.read(_LOOK_S)
            self._seen.update(self._outcome(record) for record in records)
            if self._reader.at_end and not records:
                break
        more, less = self._seen - self._expected, self._expected - self._seen
        return Figures(
            inputs=self._expected.total(),
            outcomes=self._seen.total(),
            lost=less.total(),
            doubled=sum(count for right, count in more.items() if right in self._expected),
            wrong=sum(count for right, count in more.items() if right not in self._expected),
            peak_memory_mib=self.peak_kib / 1024,
            longest_stall_s=self.stall_s,
            examples=(*list(less)[:_EXAMPLES], *list(more)[:_EXAMPLES]),
            **figures,
        )

    def _describe_missing(self) -> str:
        """Which outcomes are missing, and whether they are in the topics for a reader that starts now."""
        topics = tuple(self._kinds)
        now = collections.Counter(self._outcome(record) for record in read_to_end(self.settings, topics))
        less, less_now = self._expected - self._seen, self._expected - now
        keys = {right.key for right in less} | {right.key for right in less_now}
        with TopicReader(self.settings, topics, uncommitted=True) as reader:
            reader.stop_at_present_end()
            places: list[str] = []
            while not reader.has_ended:
                places += [
                    f"{each.topic}:{each.partition}:{each.offset} {each.key!r}"
                    for each in reader.read(_LOOK_S)
                    if each.key in keys
                ]
        sent = sum(1 for _ in read_to_end(self.settings, (self.settings.input_topic,)))
        return (
            f"{sent} inputs were sent; {self.missing} outcomes are missing: {list(less)[:_EXAMPLES]}; "
            f"for a new reader {less_now.total()}: {list(less_now)[:_EXAMPLES]}; "
            f"places with their keys, committed or not: {places[:_PLACES]}"
        )

    @property
    def outcomes(self) -> int:
        """Outcomes read so far."""
        return self._seen.total()

    @property
    def missing(self) -> int:
        """Inputs whose outcome was not read yet."""
        return self._expected.total() - self._seen.total()

    def _outcome(self, record: InputRecord) -> Right:
        kind = self._kinds[record.topic]
        if not self._has_content(record.key):
            return self._compared(Right(kind, record.key, ()))
        if kind == "dead":
            return Right(kind, record.key, ((dict(record.headers)[REASON] or b"").decode(),))
        _, outcome = decode_outcome(record.value or b"")
        return Right(kind, record.key, tuple(finding["edit"] for finding in outcome["findings"]))


def _peak_kib(pid: int) -> int:
    """The most memory that a process ever held; 0 if it is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


def resident_kib(pid: int) -> int:
    """The memory that a process holds now; 0 if it is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    return 0

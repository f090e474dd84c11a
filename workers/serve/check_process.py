"""A process that checks bodies, one at a time. A body that ends it takes nothing else with it.

The server starts it as `python -m workers.serve.check_process` and sends the settings, then one body after the other,
on standard input; answers go to a pipe. CPU time for each body and memory are limited. A thread reloads code tables.
"""

import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeAlias

import structlog

from schemas.samples import sample_text
from workers.live_rulebook import LiveRulebook
from workers.logs import configure_logs
from workers.processes.core_dumps import forbid_core_dumps
from workers.processes.die_with_parent import die_with_parent
from workers.processes.limits import lift_limits, limit_cpu, limit_memory
from workers.processes.pipe_frames import FrameReader, write_frame
from workers.processes.table_watch import TableWatch
from workers.serve.messages import MAX_MESSAGE_BYTES, Answer, Answered, Asked, Failed, Limits, Opened, Table
from workers.settings.settings import Settings

_PIECE: Final = 1 << 18

_log = structlog.get_logger(__name__)

Check: TypeAlias = Callable[[Asked, LiveRulebook], Answered]


def run_check_process(answer_to: int, parent: int, check: Check | None = None) -> int:
    """Check bodies from standard input until it is closed; returns the exit code.

    Args:
        answer_to: file descriptor of the pipe for the answers.
        parent: process ID of the parent.
        check: checks a body; None = the default.
    """
    # The parent decides when this process ends, also when a signal goes to the whole group.
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    die_with_parent(parent, signal.SIGKILL)
    incoming = _incoming(sys.stdin.fileno())
    settings, limits = pickle.loads(next(incoming))
    if not settings.core_dumps:
        forbid_core_dumps()
    configure_logs(settings.log_level, settings.log_format)
    try:
        live = _open_rulebook(settings)
    except Exception as error:  # noqa: BLE001 (the parent built the same without an error, and tries again later)
        _log.error("a process that checks could not start", exc_info=error)
        return 1
    do = check if check is not None else _check
    _warm_up(live, do)
    answers = _Answers(answer_to)
    answers.send(_opened(live))
    guard = _Guard(limits)

    def look() -> None:
        with guard.lifted():
            try:
                changed = live.reload()
            except Exception as error:  # noqa: BLE001 (the tables in use stay in use)
                _log.error("could not reload code tables", exc_info=error)
                return
        if changed:
            answers.send(_opened(live))

    with TableWatch(look):
        for body in incoming:
            guard.begin()
            try:
                answer = do(pickle.loads(body), live)
            except Exception as error:  # noqa: BLE001 (whatever it is, it was this body's alone)
                _log.error("a body could not be checked", exc_info=error)
                answers.send(Failed())
                return 1
            answers.send(answer)
    return 0


def _check(asked: Asked, live: LiveRulebook) -> Answered:
    # Import late: the readers of JSON and 837 are not needed to start.
    from workers.serve.check_body import check_body

    return check_body(asked, live.rulebook)


def _warm_up(live: LiveRulebook, check: Check) -> None:
    """Check a sample, so that the first caller does not wait for what is imported and built at first use."""
    check(Asked(body=sample_text("office-visit").encode(), kind="json"), live)


def _open_rulebook(settings: Settings) -> LiveRulebook:
    # Import late: it loads the edits.
    from workers.build_processor import build_rulebook, open_table_folder

    # Bodies have no schema ID, so a schema registry is not needed. One failing edit must not hide the findings of the
    # others.
    own = settings.model_copy(update={"schemas": "embedded", "on_edit_error": "not-checked"})
    folder = open_table_folder(own)
    return LiveRulebook(build_rulebook(own, folder.current()), folder, settings.required_tables)


def _opened(live: LiveRulebook) -> Opened:
    tables = tuple(
        Table(name=table.name, release=table.release, in_force_through=table.in_force_through)
        for table in live.open_tables()
    )
    return Opened(catalogue=live.rulebook.engine.catalogue_version, tables=tables, missing=tuple(live.missing_tables()))


class _Guard:
    """The limits for a body; lifted while code tables are reloaded, which may take more."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._is_lifted = False
        limit_memory(limits.memory_bytes)

    def begin(self) -> None:
        """Another body: its CPU time begins."""
        with self._lock:
            if not self._is_lifted:
                limit_cpu(self._limits.cpu_s)

    @contextmanager
    def lifted(self) -> Iterator[None]:
        """Without limits."""
        with self._lock:
            self._is_lifted = True
            lift_limits()
        try:
            yield
        finally:
            with self._lock:
                self._is_lifted = False
                limit_memory(self._limits.memory_bytes)
                limit_cpu(self._limits.cpu_s)


class _Answers:
    def __init__(self, to: int) -> None:
        self._to = to
        self._lock = threading.Lock()

    def send(self, answer: Answer) -> None:
        """Send an answer; from any thread."""
        frame = memoryview(write_frame(pickle.dumps(answer), MAX_MESSAGE_BYTES))
        with self._lock:
            while frame:
                frame = frame[os.write(self._to, frame) :]


def _incoming(source: int) -> Iterator[bytes]:
    """The messages from the parent, until it closes the pipe."""
    reader = FrameReader(MAX_MESSAGE_BYTES)
    while piece := os.read(source, _PIECE):
        yield from reader.feed(piece)


if __name__ == "__main__":
    sys.exit(run_check_process(answer_to=int(sys.argv[1]), parent=int(sys.argv[2])))

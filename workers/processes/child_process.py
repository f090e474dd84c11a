"""The parent's view of a child: a process and the pipe that it reports over."""

import contextlib
import os
import pickle
import subprocess
from collections.abc import Callable, Sequence
from typing import Final

import structlog

from workers.processes.pipe_frames import BrokenFrame, FrameReader
from workers.processes.slot_report import SlotReport, decode_report
from workers.settings.settings import Settings

Command = Callable[[int, int], Sequence[str]]
"""Slot and report descriptor → the command line of a child."""

_PIECE: Final = 1 << 18
_PIECES: Final = 64
_REAP_S: Final = 5.0

_log = structlog.get_logger(__name__)


class ChildProcess:
    """Starts a process for `slot`; its exit is detected even if it leaves a partial report.

    Create it on the parent's main thread: the kernel signals a child when the thread that started it ends.
    """

    def __init__(self, slot: int, settings: Settings, command: Command) -> None:
        self.slot = slot
        self._frames = FrameReader()
        self._open = True
        self._reports, writing = os.pipe()
        os.set_blocking(self._reports, False)
        try:
            self._process = subprocess.Popen(
                command(slot, writing), stdin=subprocess.PIPE, pass_fds=(writing,), close_fds=True
            )
        except OSError:
            os.close(self._reports)
            raise
        finally:
            os.close(writing)
        self._send_settings(settings)

    @property
    def descriptor(self) -> int | None:
        """The pipe to wait on; None after it closed."""
        return self._reports if self._open else None

    @property
    def pid(self) -> int:
        """The process ID."""
        return self._process.pid

    def read(self) -> list[SlotReport]:
        """The complete reports received since the last call; never blocks."""
        reports: list[SlotReport] = []
        for _ in range(_PIECES):
            if not self._open:
                break
            try:
                piece = os.read(self._reports, _PIECE)
            except BlockingIOError:
                break
            if not piece:
                self._close_pipe()
                break
            try:
                reports += [decode_report(body, self.slot) for body in self._frames.feed(piece)]
            except (BrokenFrame, ValueError) as broken:
                # The child gets a broken pipe and stops; a new one starts.
                _log.error("unreadable report from a worker process", slot=self.slot, exc_info=broken)
                self._close_pipe()
        return reports

    def poll(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        return self._process.poll()

    def terminate(self) -> None:
        """Ask it to stop."""
        self._process.terminate()

    def kill(self) -> None:
        """Kill it immediately."""
        self._process.kill()

    def close(self) -> None:
        """Close the pipes of a process that has ended or was killed."""
        self._close_pipe()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_REAP_S)
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()

    def _send_settings(self, settings: Settings) -> None:
        pickled = pickle.dumps(settings)
        if self._process.stdin is None:
            raise RuntimeError("the child has no standard input")
        # A child that dies immediately cannot read them; its exit code is handled later.
        with contextlib.suppress(OSError):
            self._process.stdin.write(len(pickled).to_bytes(4, "big") + pickled)
            self._process.stdin.flush()

    def _close_pipe(self) -> None:
        if self._open:
            self._open = False
            os.close(self._reports)

"""A child as its parent sees it: a process, and a pipe it reports over."""

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
    """Starts a process for `slot`; its death is seen, whatever it had half written.

    To be made in the parent's main thread: the kernel tells a child of the end of the thread that started it.
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
        """The pipe to wait on; None when nothing more comes."""
        return self._reports if self._open else None

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def read(self) -> list[SlotReport]:
        """The reports that have come whole since the last call; never waits."""
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
                # The child gets a broken pipe, stops, and a fresh one starts.
                _log.error("a worker process sends no reports that can be read", slot=self.slot, exc_info=broken)
                self._close_pipe()
        return reports

    def poll(self) -> int | None:
        """The exit code, below 0 for a signal; None while it runs."""
        return self._process.poll()

    def terminate(self) -> None:
        """Ask it to finish."""
        self._process.terminate()

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def close(self) -> None:
        """Let go of the pipes of a process that has ended or was told to end at once."""
        self._close_pipe()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_REAP_S)
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()

    def _send_settings(self, settings: Settings) -> None:
        pickled = pickle.dumps(settings)
        if self._process.stdin is None:
            raise RuntimeError("a child has a pipe to its parent")
        # A child that dies at once cannot take them; its exit code tells the rest.
        with contextlib.suppress(OSError):
            self._process.stdin.write(len(pickled).to_bytes(4, "big") + pickled)
            self._process.stdin.flush()

    def _close_pipe(self) -> None:
        if self._open:
            self._open = False
            os.close(self._reports)

"""Fills the history in a thread of its own, so that the figures are there before anybody asks."""

import threading
from collections.abc import Callable

import structlog

from workers.http.history import EVERY_S, History
from workers.metrics.snapshot import Snapshot

_log = structlog.get_logger(__name__)


class Sampler:
    """Takes a sample at once and every few seconds until `close`.

    Args:
        snapshot: gives the figures of the moment.
        history: receives them.
        every_s: seconds between two samples.
    """

    def __init__(self, snapshot: Callable[[], Snapshot], history: History, every_s: float = EVERY_S) -> None:
        self._snapshot = snapshot
        self._history = history
        self._every_s = every_s
        self._closed = threading.Event()
        self._failing = False
        self._thread = threading.Thread(target=self._run, name="history", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take no more."""
        self._closed.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            self._take()
            if self._closed.wait(self._every_s):
                return

    def _take(self) -> None:
        try:
            self._history.take(self._snapshot())
        except Exception as error:  # noqa: BLE001 (a gap in a chart must end neither the thread nor the worker)
            if not self._failing:
                _log.error("figures for the status page cannot be read", exc_info=error)
            self._failing = True
        else:
            self._failing = False

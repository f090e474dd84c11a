"""Samples the metrics in a background thread, so that the status page has a history."""

import threading
from collections.abc import Callable

import structlog

from workers.http.history import EVERY_S, History
from workers.metrics.snapshot import Snapshot

_log = structlog.get_logger(__name__)


class Sampler:
    """Takes a sample immediately and then every few seconds until `close`.

    Args:
        snapshot: returns the current metrics.
        history: receives the samples.
        every_s: seconds between samples.
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
        """Stop sampling."""
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
        except Exception as error:  # noqa: BLE001 (a failed sample must not end the thread)
            if not self._failing:
                _log.error("could not read metrics for the status page", exc_info=error)
            self._failing = True
        else:
            self._failing = False

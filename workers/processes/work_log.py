"""Says what a running worker does: a line that moves on a terminal, and one line a minute in the log."""

import shutil
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self, TextIO

import structlog

from workers.health import find_unready
from workers.http.flow import describe_flow
from workers.http.history import Sample, take_sample
from workers.http.site import Site
from workers.http.words import format_age, format_count, format_number, format_rate
from workers.logs import ERASE_LINE

MINUTE_S: Final = 60.0
BACKLOG: Final = 1_000
"""Records from which a backlog is one: its end is a milestone."""

_LOOK_S: Final = 5.0
_LIVE_S: Final = 1.0

_log = structlog.get_logger(__name__)


class WorkLog:
    """Watches a site; a context manager.

    Args:
        site: provides metrics and health.
        terminal: where to show the moving line; None = nowhere.
        clock: monotonic clock, in seconds.
    """

    def __init__(self, site: Site, terminal: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._site = site
        self._terminal = terminal
        self._clock = clock
        self._samples: deque[Sample] = deque(maxlen=int(MINUTE_S / _LIVE_S) + 1)
        self._summary = take_sample(site.snapshot(), clock())
        self._behind = True
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="work log", daemon=True)

    def look(self) -> None:
        """Look once: log what is due, and draw the line."""
        last = take_sample(self._site.snapshot(), self._clock())
        self._log_caught_up(last)
        if last.at - self._summary.at >= MINUTE_S:
            self._log_minute(last)
        if self._terminal is not None:
            self._draw(last)
        self._samples.append(last)

    def _log_caught_up(self, last: Sample) -> None:
        if last.lag is None:
            return
        if last.lag >= BACKLOG:
            self._behind = True
        elif last.lag == 0 and self._behind:
            self._behind = False
            _log.info("caught up: no records wait")

    def _log_minute(self, last: Sample) -> None:
        """One line, if anything happened or waits: a quiet night stays quiet."""
        since, self._summary = self._summary, last
        counts = {name: count - since.events.get(name, 0.0) for name, count in last.events.items()}
        aborted = last.aborted - since.aborted
        if not any(counts.values()) and not last.lag and not aborted:
            return
        flow = describe_flow(self._samples, last, MINUTE_S)
        _log.info(
            "last minute",
            events={name: int(count) for name, count in counts.items() if count},
            events_per_s=round(sum(counts.values()) / (last.at - since.at), 1),
            lag_records=None if last.lag is None else int(last.lag),
            backlog_ends_in_s=None if flow.ends_in_s is None else round(flow.ends_in_s),
            aborted_transactions=int(aborted),
        )

    def _draw(self, last: Sample) -> None:
        terminal = self._terminal
        assert terminal is not None
        width = shutil.get_terminal_size().columns - 1
        try:
            terminal.write(f"{ERASE_LINE}{self._line(last)[:width]}")
            terminal.flush()
        except (OSError, ValueError):  # the terminal is gone
            self._terminal = None

    def _line(self, last: Sample) -> str:
        unready = find_unready(self._site.health())
        if unready:
            more = f" (and {len(unready) - 1} more)" if len(unready) > 1 else ""
            return f"not ready: {unready[0]}{more}"
        flow = describe_flow(self._samples, last)
        parts = ["–" if flow.per_s is None else f"{format_rate(flow.per_s)} events/s"]
        parts.append("lag unknown" if flow.lag is None else f"lag {format_number(flow.lag)}")
        if flow.ends_in_s is not None:
            parts.append(f"caught up in about {format_age(flow.ends_in_s)}")
        if last.aborted:
            parts.append(f"{format_count(last.aborted, 'transaction')} aborted")
        return " · ".join(parts)

    def _run(self) -> None:
        while not self._over.wait(_LOOK_S if self._terminal is None else _LIVE_S):
            try:
                self.look()
            except Exception as error:  # noqa: BLE001 (a line that cannot be made must not end the worker)
                _log.error("could not sum up the work", exc_info=error)
                return

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        if self._terminal is not None:
            self._terminal.write(ERASE_LINE)
            self._terminal.flush()


def own_terminal() -> TextIO | None:
    """Standard error, if a person looks at it."""
    return sys.stderr if sys.stderr.isatty() else None

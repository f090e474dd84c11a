"""Receives the events of a sink and updates its metrics and health; the site behind its HTTP pages."""

from collections.abc import Mapping
from typing import Final

import structlog

from workers.health import Health, SlotHealth, is_ready
from workers.http.site import About, about_worker
from workers.kafka.client_settings import follower_group
from workers.kafka.observer import Partition, SilentObserver, WaitSource
from workers.metrics.insight_declared import (
    INSIGHT_BEHIND,
    INSIGHT_ERASED,
    INSIGHT_LAG,
    INSIGHT_READY,
    INSIGHT_REFUSED,
    INSIGHT_ROWS,
)
from workers.metrics.process_figures import ProcessFigures
from workers.metrics.snapshot import Snapshot
from workers.metrics.store import MetricsStore
from workers.settings.settings import Settings

_SLOT: Final = 0

_log = structlog.get_logger(__name__)


class SinkObserver(SilentObserver):
    """The metrics and the health of one sink (`workers.http.site.Site`)."""

    def __init__(self, settings: Settings) -> None:
        self._health = Health(_SLOT)
        self._metrics = MetricsStore()
        self._process = ProcessFigures(_SLOT)
        self._about = about_worker(settings)
        self._group = follower_group(settings)
        self._caught_up = False

    def about(self) -> About:
        """Version and names of the program."""
        return self._about

    def snapshot(self) -> Snapshot:
        """The current metrics."""
        snapshot = self._metrics.copy()
        self._process.add_to(snapshot)
        snapshot.gauges[INSIGHT_READY.name] = {(): 1.0 if is_ready(self._health.now()) else 0.0}
        return snapshot

    def health(self) -> tuple[SlotHealth, ...]:
        """The health of the only slot."""
        return (self._health.now(),)

    def wrote(self, kinds: Mapping[str, int], erased: int) -> None:
        """Rows were committed, by kind, and claims erased."""
        self._metrics.count(INSIGHT_ROWS, {(kind,): number for kind, number in kinds.items()})
        self._metrics.count(INSIGHT_ERASED, {(): erased})

    def refused(self) -> None:
        """A commit was refused, because the store had changed."""
        self._metrics.count(INSIGHT_REFUSED, {(): 1})

    def lag_and_age(self, lag: Mapping[Partition, int], behind_s: float | None) -> None:
        """Outcomes that are not in the store, by partition, and the age of the oldest in seconds, if it is known."""
        self._metrics.replace_levels(INSIGHT_LAG, {(topic, str(number)): each for (topic, number), each in lag.items()})
        # Not 0 before anything is read: an alert would take it for caught up.
        if behind_s is not None:
            self._metrics.level(INSIGHT_BEHIND, {(): behind_s})
        self._health.lag(lag)
        caught_up = bool(lag) and not any(lag.values())
        if caught_up and not self._caught_up:
            _log.info("caught up")
        self._caught_up = caught_up

    def broker(self, reachable: bool, reason: str | None) -> None:
        """A broker became reachable or unreachable."""
        self._health.broker(reachable, reason)

    def member(self, joined: bool) -> None:
        """The sink joined its group or left it."""
        if joined:
            _log.info("joined the group", group=self._group)
        self._health.member(joined)

    def waiting(self, source: WaitSource, reason: str | None) -> None:
        """Why the sink waits though a broker answers."""
        self._health.waiting(source, reason)

    def moved(self) -> None:
        """The loop is alive."""
        self._health.moved()

    def left(self, exit_code: int) -> None:
        """The sink ended."""
        self._health.left(exit_code)

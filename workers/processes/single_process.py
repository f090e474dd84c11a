"""A worker that is one process: the loop in the main thread, HTTP in threads beside it."""

import threading

import structlog

from workers.health import Health, SlotHealth
from workers.http.server import HttpServer
from workers.http.site import About, mark_readiness, tell_about
from workers.metrics.counting import Metrics
from workers.metrics.snapshot import Snapshot
from workers.processes.slot_observer import SlotObserver
from workers.processes.slot_work import BuildProcessor, RunLoop, work_slot
from workers.settings.settings import Settings

_log = structlog.get_logger(__name__)


class SingleSite:
    """The site of one process (`workers.http.site.Site`)."""

    def __init__(self, settings: Settings, observer: SlotObserver) -> None:
        self._about = tell_about(settings)
        self._observer = observer

    def about(self) -> About:
        """Version and names."""
        return self._about

    def snapshot(self) -> Snapshot:
        """The figures of this moment."""
        snapshot = self._observer.metrics.snapshot()
        mark_readiness(snapshot, self.health())
        return snapshot

    def health(self) -> tuple[SlotHealth, ...]:
        """The one slot's health."""
        return (self._observer.health.now(),)


def run_single(
    settings: Settings,
    stop: threading.Event,
    build: BuildProcessor | None = None,
    run_loop: RunLoop | None = None,
) -> int:
    """Work until `stop` is set; the exit code of `run`.

    Raises:
        SettingsError: the HTTP endpoint cannot listen where it is told to.
    """
    slot = settings.worker_slot
    observer = SlotObserver(Metrics(slot), Health(slot))
    with HttpServer(settings, SingleSite(settings, observer)) as server:
        _log.info(f"listening on {server.address}", processes=1)
        return work_slot(settings, slot, observer, stop, build, run_loop).code

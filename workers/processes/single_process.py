"""A single-process worker: the loop on the main thread, HTTP on other threads."""

import threading

import structlog

from workers.health import Health, SlotHealth
from workers.http.server import HttpServer
from workers.http.site import About, about_worker, mark_readiness
from workers.metrics.counting import Metrics
from workers.metrics.snapshot import Snapshot
from workers.processes.slot_observer import SlotObserver
from workers.processes.slot_work import BuildProcessor, RunLoop, work_slot
from workers.processes.work_log import WorkLog, own_terminal
from workers.settings.settings import Settings

_log = structlog.get_logger(__name__)


class SingleSite:
    """The HTTP site of a single process (`workers.http.site.Site`)."""

    def __init__(self, settings: Settings, observer: SlotObserver) -> None:
        self._about = about_worker(settings)
        self._observer = observer

    def about(self) -> About:
        """Version and names of the worker."""
        return self._about

    def snapshot(self) -> Snapshot:
        """The current metrics."""
        snapshot = self._observer.metrics.snapshot()
        mark_readiness(snapshot, self.health())
        return snapshot

    def health(self) -> tuple[SlotHealth, ...]:
        """The health of the only slot."""
        return (self._observer.health.now(),)


def run_single(
    settings: Settings,
    stop: threading.Event,
    build: BuildProcessor | None = None,
    run_loop: RunLoop | None = None,
) -> int:
    """Run until `stop` is set; returns the exit code of `run`.

    Raises:
        SettingsError: the HTTP server cannot listen on the configured address.
    """
    slot = settings.worker_slot
    observer = SlotObserver(Metrics(slot), Health(slot))
    site = SingleSite(settings, observer)
    with HttpServer(settings, site) as server, WorkLog(site, own_terminal()):
        _log.info(f"listening on {server.address}", processes=1)
        return work_slot(settings, slot, observer, stop, build, run_loop).code

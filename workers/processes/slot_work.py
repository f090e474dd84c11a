"""Runs one slot from start to end, in a single process or in a child process."""

import gc
import threading
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from typing import Final, Protocol

import structlog

from rules.tables.source_state import TableLook
from workers.kafka.observer import LoopObserver
from workers.kafka.record import Processor
from workers.kafka.worker_exit import WorkerExit
from workers.metrics.tables import OpenTable
from workers.processes.slot_observer import SlotObserver
from workers.processes.slot_report import SlotEnd
from workers.processes.table_watch import TableWatch
from workers.settings.settings import Settings, SettingsError
from workers.tracing import TracingMissing, open_tracer

_OBJECTS_BETWEEN_LOOKS: Final = 20_000

_log = structlog.get_logger(__name__)


class SlotProcessor(Processor, Protocol):
    """A processor that also reports its catalog version, its code tables and where its time goes."""

    @property
    def catalogue(self) -> str:
        """The version of the edit catalog."""
        ...

    def open_tables(self) -> Sequence[OpenTable]:
        """The code tables that are loaded."""
        ...

    def missing_tables(self) -> Sequence[str]:
        """Shipped or required code tables that are not loaded."""
        ...

    def table_looks(self) -> Sequence[TableLook]:
        """What `codes fetch` last found at the sources of code tables."""
        ...

    def reload_tables(self) -> bool:
        """Reload code tables if they changed; returns whether they did."""
        ...

    def take_stage_seconds(self) -> Mapping[str, float]:
        """Seconds spent in each stage since the previous call."""
        ...


BuildProcessor = Callable[[Settings], SlotProcessor]
RunLoop = Callable[[Settings, int, Processor, LoopObserver, threading.Event], int]


def work_slot(
    settings: Settings,
    slot: int,
    observer: SlotObserver,
    stop: threading.Event,
    build: BuildProcessor | None = None,
    run_loop: RunLoop | None = None,
) -> SlotEnd:
    """Build the processor, run the loop until `stop` is set or it fails, and return how it ended; never raises.

    Args:
        settings: the worker's settings.
        slot: slot number.
        observer: receives the loop's events.
        stop: set it to ask for a clean stop.
        build: builds the processor; None = the default.
        run_loop: the Kafka loop; None = the default.
    """
    # Every line of this thread has the slot, also one that does not know it.
    structlog.contextvars.bind_contextvars(slot=slot)
    try:
        process = (build if build is not None else _own_processor)(settings)
        tune_garbage_collection()
        observer.metrics.built(metadata.version("claims-worker"), process.catalogue)
        observer.metrics.time_stages(process.take_stage_seconds)
        _report_tables(process, observer)
        observer.tracer = open_tracer(slot, settings.input_topic)
        loop = run_loop if run_loop is not None else _own_loop
        with TableWatch(lambda: _reload_tables(process, observer)):
            code = loop(settings, slot, process, observer, stop)
    except TracingMissing as missing:
        _log.error("invalid setting", slot=slot, problem=str(missing))
        end = SlotEnd(code=2, message=str(missing), position=None)
    except SettingsError as wrong:
        for problem in wrong.problems:
            _log.error("invalid setting", slot=slot, problem=problem)
        end = SlotEnd(code=2, message="; ".join(wrong.problems), position=None)
    except WorkerExit as ended:
        # The loop logs its own failures; one before the loop started is not logged yet.
        if observer.health.now().state != "ended":
            _log.error("worker failed", slot=slot, exit_code=ended.code, reason=ended.message)
        end = SlotEnd(code=ended.code, message=ended.message, position=ended.position)
    except Exception as error:  # noqa: BLE001 (any other error ends this worker with 1; its text is not logged)
        _log.error("worker failed", slot=slot, exit_code=1, exc_info=error)
        end = SlotEnd(code=1, message=f"internal error: {type(error).__name__}", position=None)
    else:
        end = SlotEnd(code=code, message=None, position=None)
    observer.tracer.close()
    observer.left(end.code)
    return end


def _reload_tables(process: SlotProcessor, observer: SlotObserver) -> None:
    if process.reload_tables():
        _report_tables(process, observer)
    observer.metrics.looked(process.table_looks())


def _report_tables(process: SlotProcessor, observer: SlotObserver) -> None:
    observer.metrics.opened(process.open_tables())
    missing = tuple(process.missing_tables())
    if missing:
        fix = "load it: claims-worker codes load"
        _log.warning("required code table is not loaded; not ready", slot=observer.health.slot, tables=missing, fix=fix)
    observer.health.lacks(missing)
    observer.metrics.looked(process.table_looks())


def tune_garbage_collection() -> None:
    """Exclude the catalog and the code tables, which live as long as the process, from garbage collection.

    Also run the collector less often than every 700 objects: outcomes form no cycles and are freed after the commit.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS)


def _own_processor(settings: Settings) -> SlotProcessor:
    # Import late: it loads code tables, which a parent process does not need.
    from workers.build_processor import build_processor

    return build_processor(settings)


def _own_loop(settings: Settings, slot: int, process: Processor, observer: LoopObserver, stop: threading.Event) -> int:
    # Import late: it loads the Kafka client.
    from workers.kafka.loop import run_loop
    from workers.processes.isolated_process import IsolatedProcess

    return run_loop(settings, slot, process, observer, stop, IsolatedProcess(settings, stop))

"""The parent of a multi-process worker: serves HTTP for all slots and restarts children that end.

It has no Kafka client, so a client that hangs or leaks does not affect it, and it writes nothing to disk. All it knows
about its children comes from their reports; the counts of a child that ended stay in the totals.
"""

import selectors
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from os import getpid
from typing import Final

import structlog

from workers.health import SlotHealth
from workers.http.server import HttpServer
from workers.http.site import About, about_worker, mark_readiness
from workers.metrics.declared import ALERTED_ENDS, PROCESS_ENDS
from workers.metrics.merge import MergedSnapshots
from workers.metrics.snapshot import Snapshot
from workers.metrics.store import MetricsStore
from workers.processes.child_process import ChildProcess, Command
from workers.processes.slot_report import SlotEnd, SlotReport
from workers.processes.slot_restarts import Restart, SlotRestarts
from workers.processes.work_log import WorkLog, own_terminal
from workers.settings.settings import Settings

_TURN_S: Final = 0.2
_SIGNALED: Final = 128
"""Added to the number of a signal, as shells and container platforms do: 137 is signal 9."""

_LOCKED: Final = "it could not say why; if C code held the interpreter, the stacks are on standard output"

DRAIN_S: Final = 25.0
"""Seconds after which a child that was asked to stop is killed."""

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Slot:
    number: int
    restarts: SlotRestarts
    child: ChildProcess | None = None
    started_at: float = 0.0
    restart_at: float | None = 0.0
    health: SlotHealth | None = None
    heard_at: float = 0.0
    end: SlotEnd | None = None
    last_code: int = 0
    note: str | None = None


class Parent:
    """Supervises the slots of one worker and provides its HTTP site (`workers.http.site.Site`).

    Args:
        settings: the worker's settings; child i has the slot `worker_slot` × `processes` + i.
        command: command line of a child.
        restarts: creates the restart history of a slot.
        clock: monotonic clock, in seconds.
        drain_s: seconds that children may take to stop.
    """

    def __init__(
        self,
        settings: Settings,
        command: Command | None = None,
        restarts: Callable[[], SlotRestarts] | None = None,
        clock: Callable[[], float] = time.monotonic,
        drain_s: float = DRAIN_S,
    ) -> None:
        stop_at_position = settings.on_edit_error == "stop"
        self._settings = settings
        self._about = about_worker(settings)
        self._command = command if command is not None else _own_command
        self._clock = clock
        self._drain_s = drain_s
        self._lock = threading.Lock()
        self._merged = MergedSnapshots()
        self._own = MetricsStore()
        self._slots = [
            _Slot(
                number=settings.worker_slot * settings.processes + i,
                restarts=restarts() if restarts is not None else SlotRestarts(stop_at_position=stop_at_position),
            )
            for i in range(settings.processes)
        ]

        # Series that exist from the start let alerts see their first increment.
        self._own.count(PROCESS_ENDS, {(str(slot.number), code): 0 for slot in self._slots for code in ALERTED_ENDS})

    def about(self) -> About:
        """Version and names of the worker."""
        return self._about

    def snapshot(self) -> Snapshot:
        """The metrics of all slots, including processes that have ended."""
        with self._lock:
            merged = self._merged.merge()
        merged.add_growing(self._own.copy())
        mark_readiness(merged, self.health())
        return merged

    def health(self) -> tuple[SlotHealth, ...]:
        """The current health of every slot."""
        with self._lock:
            return tuple(_current_health(slot, self._clock()) for slot in self._slots)

    def run(self, stop: threading.Event) -> int:
        """Keep every slot running until `stop` is set or none can run; returns the highest last exit code."""
        give_up_at: float | None = None
        try:
            while True:
                now = self._clock()
                if stop.is_set() and give_up_at is None:
                    give_up_at = now + self._drain_s
                    self._ask_to_stop()
                if give_up_at is None:
                    self._start_due(now)
                elif now >= give_up_at:
                    self._kill_all()
                self._listen()
                for slot in self._slots:
                    self._settle(slot, stopping=give_up_at is not None)
                if not any(slot.child is not None or self._waits(slot, give_up_at) for slot in self._slots):
                    return max(slot.last_code for slot in self._slots)
        finally:
            self._kill_all()
            for child in self._children():
                child.close()

    @staticmethod
    def _waits(slot: _Slot, give_up_at: float | None) -> bool:
        return give_up_at is None and slot.restart_at is not None

    def _start_due(self, now: float) -> None:
        for slot in self._slots:
            if slot.child is not None or slot.restart_at is None or slot.restart_at > now:
                continue
            child = ChildProcess(slot.number, self._settings, self._command)
            with self._lock:
                slot.child, slot.started_at, slot.restart_at = child, now, None
                slot.health, slot.end, slot.note = None, None, None
            _log.info("worker process started", slot=slot.number, pid=child.pid)

    def _ask_to_stop(self) -> None:
        for child in self._children():
            child.terminate()

    def _kill_all(self) -> None:
        for child in self._children():
            child.kill()

    def _children(self) -> Iterator[ChildProcess]:
        return (slot.child for slot in self._slots if slot.child is not None)

    def _listen(self) -> None:
        with selectors.DefaultSelector() as selector:
            for child in self._children():
                if child.descriptor is not None:
                    selector.register(child.descriptor, selectors.EVENT_READ)
            if selector.get_map():
                selector.select(_TURN_S)
            else:
                time.sleep(_TURN_S)
        for slot in self._slots:
            if slot.child is not None:
                self._take(slot, slot.child.read())

    def _take(self, slot: _Slot, reports: list[SlotReport]) -> None:
        for report in reports:
            with self._lock:
                self._merged.report(slot.number, report.snapshot)
                slot.health, slot.heard_at = report.health, self._clock()
                slot.end = report.end if report.end is not None else slot.end

    def _settle(self, slot: _Slot, *, stopping: bool) -> None:
        child = slot.child
        code = None if child is None else child.poll()
        if child is None or code is None:
            return
        # The child has exited, so the pipe holds everything that it will ever report.
        while reports := child.read():
            self._take(slot, reports)
        child.close()
        now = self._clock()
        end = _resolve_end(code, slot.end, stopping=stopping)
        decision = slot.restarts.decide(end, now - slot.started_at)
        with self._lock:
            self._merged.end(slot.number)
            slot.child, slot.health, slot.last_code = None, None, end.code
            if isinstance(decision, Restart):
                slot.restart_at = now + decision.after_s
                slot.note = _describe(end)
            else:
                slot.restart_at = None
                slot.note = decision.reason
        if stopping:
            return
        self._own.count(PROCESS_ENDS, {(str(slot.number), str(end.code)): 1})
        if isinstance(decision, Restart):
            _log.warning(
                "worker process ended",
                slot=slot.number,
                exit_code=end.code,
                reason=end.message,
                restart_in_s=round(decision.after_s, 1),
            )
        else:
            _log.error("worker process not restarted", slot=slot.number, exit_code=end.code, reason=decision.reason)


def run_parent(settings: Settings, stop: threading.Event, command: Command | None = None) -> int:
    """Serve HTTP and supervise `settings.processes` children until `stop` is set; returns the exit code of `run`.

    Raises:
        SettingsError: the HTTP server cannot listen on the configured address.
    """
    parent = Parent(settings, command)
    with HttpServer(settings, parent) as server, WorkLog(parent, own_terminal()):
        _log.info(f"listening on {server.address}", processes=settings.processes)
        return parent.run(stop)


def _own_command(slot: int, report_to: int) -> list[str]:
    return [sys.executable, "-m", "workers.processes.child", str(slot), str(report_to), str(getpid())]


def _resolve_end(code: int, reported: SlotEnd | None, *, stopping: bool) -> SlotEnd:
    if code >= 0:
        if reported is not None and reported.code == code:
            return reported
        return SlotEnd(code=code, message=_LOCKED if code == 1 else None, position=None)
    # Ended by a signal. During a stop, SIGTERM before the child set its handler counts as a clean stop.
    clean = stopping and code == -15
    return SlotEnd(code=0 if clean else _SIGNALED - code, message=f"ended by signal {-code}", position=None)


def _describe(end: SlotEnd) -> str:
    code = f"exit code {end.code}"
    return f"{end.message} ({code})" if end.message is not None and end.code > _SIGNALED else code


def _current_health(slot: _Slot, now: float) -> SlotHealth:
    if slot.child is not None and slot.health is not None:
        reported = slot.health
        return replace(reported, slot=slot.number, idle_s=reported.idle_s + max(0.0, now - slot.heard_at))
    waiting = slot.child is not None or (slot.last_code == 0 and slot.note is None)
    return SlotHealth(
        slot=slot.number,
        state="starting" if waiting else "restarting" if slot.restart_at is not None else "stopped",
        idle_s=max(0.0, now - slot.started_at) if slot.child is not None else 0.0,
        member=False,
        broker_reachable=False,
        broker_reason=None,
        missing_tables=(),
        note=slot.note,
    )

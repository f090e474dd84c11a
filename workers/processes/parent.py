"""A worker of several processes: the parent serves HTTP for all of them and keeps each slot filled.

It holds no Kafka client, so nothing that hangs or leaks there reaches it, and writes nothing to disk. It learns of its
children only what they report; when one dies, what it had counted stays in the sum.
"""

import selectors
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from os import getpid
from typing import Final

import structlog

from workers.health import SlotHealth
from workers.http.server import HttpServer
from workers.http.site import About, mark_readiness, tell_about
from workers.metrics.merge import MergedSnapshots
from workers.metrics.snapshot import Snapshot
from workers.processes.child_process import ChildProcess, Command
from workers.processes.slot_report import SlotEnd, SlotReport
from workers.processes.slot_restarts import Restart, SlotRestarts
from workers.settings.settings import Settings

_TURN_S: Final = 0.2
DRAIN_S: Final = 25.0
"""A child that was asked to stop and has not within so many seconds is ended."""

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
    """Supervises the slots of one worker, and is its site (`workers.http.site.Site`).

    Args:
        settings: of the worker; child i has the slot `worker_slot` × `processes` + i.
        command: the command line of a child.
        restarts: makes the restart history of a slot.
        clock: seconds of a clock that never goes back.
        drain_s: how long children may take to stop.
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
        self._about = tell_about(settings)
        self._command = command if command is not None else _own_command
        self._clock = clock
        self._drain_s = drain_s
        self._lock = threading.Lock()
        self._merged = MergedSnapshots()
        self._slots = [
            _Slot(
                number=settings.worker_slot * settings.processes + i,
                restarts=restarts() if restarts is not None else SlotRestarts(stop_at_position=stop_at_position),
            )
            for i in range(settings.processes)
        ]

    def about(self) -> About:
        """Version and names."""
        return self._about

    def snapshot(self) -> Snapshot:
        """The figures of all slots, those of ended processes included."""
        with self._lock:
            merged = self._merged.merge()
        mark_readiness(merged, self.health())
        return merged

    def health(self) -> tuple[SlotHealth, ...]:
        """The health of every slot, as of now."""
        with self._lock:
            return tuple(_judge(slot, self._clock()) for slot in self._slots)

    def run(self, stop: threading.Event) -> int:
        """Keep the slots filled until `stop` is set or none can go on; the worst of the children's last exit codes."""
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
        # It is dead, so what the pipe holds is all there will ever be.
        while reports := child.read():
            self._take(slot, reports)
        child.close()
        now = self._clock()
        end = _tell_end(code, slot.end, stopping=stopping)
        decision = slot.restarts.decide(end, now - slot.started_at)
        with self._lock:
            self._merged.end(slot.number)
            slot.child, slot.health, slot.last_code = None, None, end.code
            if isinstance(decision, Restart):
                slot.restart_at = now + decision.after_s
                slot.note = f"exit code {end.code}"
            else:
                slot.restart_at = None
                slot.note = decision.reason
        if stopping:
            return
        if isinstance(decision, Restart):
            _log.warning(
                "worker process ended", slot=slot.number, exit_code=end.code, restart_in_s=round(decision.after_s, 1)
            )
        else:
            _log.error("worker process stays stopped", slot=slot.number, exit_code=end.code, reason=decision.reason)


def run_parent(settings: Settings, stop: threading.Event, command: Command | None = None) -> int:
    """Serve HTTP and supervise `settings.processes` children until `stop` is set; the exit code of `run`.

    Raises:
        SettingsError: the HTTP endpoint cannot listen where it is told to.
    """
    parent = Parent(settings, command)
    with HttpServer(settings, parent) as server:
        _log.info(f"listening on {server.address}", processes=settings.processes)
        return parent.run(stop)


def _own_command(slot: int, report_to: int) -> list[str]:
    return [sys.executable, "-m", "workers.processes.child", str(slot), str(report_to), str(getpid())]


def _tell_end(code: int, told: SlotEnd | None, *, stopping: bool) -> SlotEnd:
    if code >= 0:
        same = told is not None and told.code == code
        return told if same and told is not None else SlotEnd(code=code, message=None, position=None)
    # Ended by a signal: one that came before the child could listen, on the way to a stop, is what was asked for.
    asked = stopping and code == -15
    return SlotEnd(code=0 if asked else 1, message=f"ended by signal {-code}", position=None)


def _judge(slot: _Slot, now: float) -> SlotHealth:
    if slot.child is not None and slot.health is not None:
        told = slot.health
        return SlotHealth(
            slot=slot.number,
            state=told.state,
            idle_s=told.idle_s + max(0.0, now - slot.heard_at),
            member=told.member,
            broker_reachable=told.broker_reachable,
            broker_reason=told.broker_reason,
            missing_tables=told.missing_tables,
            note=told.note,
        )
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

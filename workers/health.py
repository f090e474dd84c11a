"""Liveness and readiness of a worker, per slot, with the reasons in words.

A slot is alive while its loop makes progress or waits for a broker. It is ready if it is a member of its consumer
group (with or without partitions), its code tables are loaded, and a broker answers.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, get_args

from schemas.value import value
from workers.kafka.observer import WAITING, CommittedBatch, LossCause, Partition, WaitSource

State = Literal["starting", "running", "restarting", "stopped", "ended"]
_STATES: Final[Mapping[str, State]] = {state: state for state in get_args(State)}

STALLED_AFTER_S: Final = 60.0
"""A loop without progress for this long is stuck; its watchdog should have ended the process before."""

_MAX_TEXT: Final = 500
_MAX_TABLES: Final = 100
_MAX_PARTITIONS: Final = 50
_MAX_WAITS: Final = 8


@value
class SlotHealth:
    """The health of one slot at one moment.

    `idle_s` is the number of seconds since the loop last made progress; `note` says why a slot is not running.
    `stopped_partitions` has the reason for each assigned partition that is stopped, `waits_for` what the slot waits for
    although a broker answers, in words. `lag_records` is the lag of its partitions, None if it is not known, and
    `blocked_records` the part of it behind a transaction that a producer keeps open.
    """

    slot: int
    state: State
    idle_s: float
    member: bool
    broker_reachable: bool
    broker_reason: str | None
    missing_tables: tuple[str, ...]
    note: str | None
    stopped_partitions: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    lag_records: int | None = None
    blocked_records: int | None = None


class Health:
    """Tracks the health of one slot, fed by the Kafka loop (`workers.kafka.observer.LoopObserver`).

    Args:
        slot: slot number.
        clock: monotonic clock, in seconds.
    """

    def __init__(self, slot: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.slot: Final = slot
        self._clock = clock
        self._lock = threading.Lock()
        self._moved_at = clock()
        self._state: State = "starting"
        self._member = False
        # None: not known yet. A group member has reached a broker, even without a separate report.
        self._reachable: bool | None = None
        self._reason: str | None = None
        self._missing: tuple[str, ...] = ()
        self._note: str | None = None
        self._stopped_partitions: tuple[str, ...] = ()
        self._waits_for: dict[str, str] = {}
        self._lag: int | None = None
        self._blocked: int | None = None

    def now(self) -> SlotHealth:
        """The current health."""
        with self._lock:
            return SlotHealth(
                slot=self.slot,
                state=self._state,
                idle_s=max(0.0, self._clock() - self._moved_at),
                member=self._member,
                broker_reachable=self._member if self._reachable is None else self._reachable,
                broker_reason=self._reason,
                missing_tables=self._missing,
                note=self._note,
                stopped_partitions=self._stopped_partitions,
                waits_for=tuple(self._waits_for.values()),
                lag_records=self._lag,
                blocked_records=self._blocked,
            )

    def lacks(self, tables: Sequence[str]) -> None:
        """Set the required code tables that are not loaded; empty if all are."""
        with self._lock:
            self._missing = tuple(tables)

    def moved(self) -> None:
        """The loop is alive."""
        self._moved_at = self._clock()
        if self._state == "starting":
            self._state = "running"

    def broker(self, reachable: bool, reason: str | None) -> None:
        """A broker became reachable or unreachable."""
        with self._lock:
            self._reachable = reachable
            self._reason = None if reachable or reason is None else reason[:_MAX_TEXT]

    def member(self, joined: bool) -> None:
        """The worker joined its group or left it."""
        with self._lock:
            self._member = joined

    def held(self, partitions: Mapping[Partition, str]) -> None:
        """Set the stopped partitions, each with its reason; empty if all are read."""
        with self._lock:
            reasons = [reason[:_MAX_TEXT] for _, reason in sorted(partitions.items())]
            self._stopped_partitions = tuple(reasons[:_MAX_PARTITIONS])

    def waiting(self, source: WaitSource, reason: str | None) -> None:
        """Set the reason of one source for which the worker waits, or remove it."""
        waiting = WAITING.get(source, "waiting for Kafka")
        with self._lock:
            waits = {name: text for name, text in self._waits_for.items() if name != source}
            if reason is not None and len(waits) < _MAX_WAITS:
                waits[source] = f"{waiting}: {reason}"[:_MAX_TEXT]
            self._waits_for = waits

    def position_lost(self, cause: LossCause) -> None:
        """Ignored: `held` reports the stopped partition."""

    def left(self, exit_code: int) -> None:
        """The loop ended."""
        with self._lock:
            self._state = "ended"
            self._member = False
            self._stopped_partitions = ()
            self._waits_for = {}
            self._lag = self._blocked = None
            self._note = f"exit code {exit_code}"

    def committed(self, batch: CommittedBatch) -> None:
        """Ignored: the loop reports its progress separately."""

    def aborted(self) -> None:
        """Ignored."""

    def rebalanced(self, kind: Literal["assigned", "revoked", "lost"], owned: frozenset[Partition]) -> None:
        """Ignored: a member without partitions is ready too."""

    def lag(self, lag: Mapping[Partition, int]) -> None:
        """Set the lag; empty if it is not known."""
        with self._lock:
            self._lag = sum(lag.values()) if lag else None

    def blocked(self, records: Mapping[Partition, int]) -> None:
        """Set the records behind an open transaction; empty if they are not known."""
        with self._lock:
            self._blocked = sum(records.values()) if records else None


def find_unready(slots: Iterable[SlotHealth]) -> tuple[str, ...]:
    """Why the worker is not ready, one sentence per reason, by slot; empty if it is ready."""
    return tuple(f"slot {health.slot}: {reason}" for health in slots for reason in unready_reasons(health))


def find_stalled(slots: Iterable[SlotHealth]) -> tuple[str, ...]:
    """Which running loops are stuck, one sentence each; empty if the worker is alive.

    A slot that is restarting, has ended or was stopped on purpose does not require restarting the whole worker.
    """
    return tuple(
        f"slot {health.slot}: no progress for {health.idle_s:.0f} seconds"
        for health in slots
        if health.state in {"starting", "running"} and health.idle_s > STALLED_AFTER_S
    )


def is_ready(health: SlotHealth) -> bool:
    """Whether one slot is ready."""
    return next(unready_reasons(health), None) is None


def unready_reasons(health: SlotHealth) -> Iterator[str]:
    """Why one slot is not ready, one sentence per reason; empty if it is ready."""
    if health.state != "running":
        yield health.state if health.note is None else f"{health.state}: {health.note}"
        if health.state != "starting":
            return
    if health.idle_s > STALLED_AFTER_S:
        yield f"no progress for {health.idle_s:.0f} seconds"
    for table in health.missing_tables:
        yield f"code table {table} is not loaded"
    if not health.broker_reachable:
        yield "no broker answers" if health.broker_reason is None else f"no broker answers ({health.broker_reason})"
    yield from health.waits_for
    if not health.member:
        yield "not a member of the consumer group"
    yield from health.stopped_partitions


def decode_health(document: Any, slot: int) -> SlotHealth:
    """Decode and validate the health of `slot` that its process sent.

    Raises:
        ValueError: the document is not `dataclasses.asdict` of a `SlotHealth`.
    """
    if not isinstance(document, dict):
        raise ValueError("not an object")
    idle = document.get("idle_s")
    state = document.get("state")
    tables = document.get("missing_tables")
    if isinstance(idle, bool) or not isinstance(idle, int | float) or not 0 <= idle < 1e9:
        raise ValueError("malformed slot state")
    known = _STATES.get(state) if isinstance(state, str) else None
    if known is None:
        raise ValueError("malformed slot state")
    if not isinstance(tables, list) or len(tables) > _MAX_TABLES:
        raise ValueError("malformed slot tables")
    stopped = document.get("stopped_partitions", [])
    if not isinstance(stopped, list) or len(stopped) > _MAX_PARTITIONS:
        raise ValueError("malformed slot partitions")
    waits = document.get("waits_for", [])
    if not isinstance(waits, list) or len(waits) > _MAX_WAITS:
        raise ValueError("malformed slot waits")
    return SlotHealth(
        slot=slot,
        state=known,
        idle_s=float(idle),
        member=document.get("member") is True,
        broker_reachable=document.get("broker_reachable") is True,
        broker_reason=_text(document.get("broker_reason")),
        missing_tables=tuple(str(table)[:_MAX_TEXT] for table in tables),
        note=_text(document.get("note")),
        stopped_partitions=tuple(str(reason)[:_MAX_TEXT] for reason in stopped),
        waits_for=tuple(str(reason)[:_MAX_TEXT] for reason in waits),
        lag_records=_count(document.get("lag_records")),
        blocked_records=_count(document.get("blocked_records")),
    )


def _text(text: object) -> str | None:
    return text[:_MAX_TEXT] if isinstance(text, str) else None


def _count(number: object) -> int | None:
    return number if isinstance(number, int) and not isinstance(number, bool) and number >= 0 else None

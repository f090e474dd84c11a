"""Whether a worker lives and whether it is ready, told slot by slot and with reasons in words.

Alive: its loop moves, or waits for a broker and says so. Ready: it is a member of its group (with or without
partitions), its code tables are open, and a broker answers. A slot that is ready has nothing to tell.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, get_args

from schemas.value import value
from workers.kafka.observer import CommittedBatch, Partition

State = Literal["starting", "running", "restarting", "stopped", "ended"]
_STATES: Final[Mapping[str, State]] = {state: state for state in get_args(State)}

STALLED_AFTER_S: Final = 60.0
"""A loop that made no turn for so long is stuck; its own watchdog should have ended it before."""

_MAX_TEXT: Final = 500
_MAX_TABLES: Final = 100


@value
class SlotHealth:
    """What is known of one slot at one moment.

    `idle_s` is how many seconds ago its loop last moved; `note` says why a slot that is not running does not.
    """

    slot: int
    state: State
    idle_s: float
    member: bool
    broker_reachable: bool
    broker_reason: str | None
    missing_tables: tuple[str, ...]
    note: str | None


class Health:
    """Keeps the health of one slot; listens to the Kafka loop (`workers.kafka.observer.LoopObserver`).

    Args:
        slot: its number.
        clock: seconds of a clock that never goes back.
    """

    def __init__(self, slot: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._slot = slot
        self._clock = clock
        self._lock = threading.Lock()
        self._moved_at = clock()
        self._state: State = "starting"
        self._member = False
        # None: not known yet. A member has heard from a broker, even if nobody said so.
        self._reachable: bool | None = None
        self._reason: str | None = None
        self._missing: tuple[str, ...] = ()
        self._note: str | None = None

    def now(self) -> SlotHealth:
        """The health of this moment."""
        with self._lock:
            return SlotHealth(
                slot=self._slot,
                state=self._state,
                idle_s=max(0.0, self._clock() - self._moved_at),
                member=self._member,
                broker_reachable=self._member if self._reachable is None else self._reachable,
                broker_reason=self._reason,
                missing_tables=self._missing,
                note=self._note,
            )

    def lacks(self, tables: Sequence[str]) -> None:
        """These tables must be open and are not; empty = all are."""
        with self._lock:
            self._missing = tuple(tables)

    def moved(self) -> None:
        """The loop made a turn."""
        self._moved_at = self._clock()
        if self._state == "starting":
            self._state = "running"

    def broker(self, reachable: bool, reason: str | None) -> None:
        """A broker answers again, or none does."""
        with self._lock:
            self._reachable = reachable
            self._reason = None if reachable or reason is None else reason[:_MAX_TEXT]

    def member(self, joined: bool) -> None:
        """The worker joined its group or left it."""
        with self._lock:
            self._member = joined

    def left(self, exit_code: int) -> None:
        """The loop ended."""
        with self._lock:
            self._state = "ended"
            self._member = False
            self._note = f"ended with exit code {exit_code}"

    def committed(self, batch: CommittedBatch) -> None:
        """No news: a commit is a turn of the loop, and the loop says so itself."""

    def aborted(self) -> None:
        """No news."""

    def rebalanced(self, kind: Literal["assigned", "revoked", "lost"], owned: frozenset[Partition]) -> None:
        """No news: a member without partitions is ready too."""

    def lag(self, lag: Mapping[Partition, int]) -> None:
        """No news."""


def find_unready(slots: Iterable[SlotHealth]) -> tuple[str, ...]:
    """Why the worker is not ready, one sentence a reason, by slot; empty = it is ready."""
    return tuple(f"slot {health.slot}: {reason}" for health in slots for reason in tell_reasons(health))


def find_stalled(slots: Iterable[SlotHealth]) -> tuple[str, ...]:
    """Which loops stand still though they run, one sentence each; empty = the worker is alive.

    A slot that is being restarted, has ended or was stopped on purpose needs no restart of the whole.
    """
    return tuple(
        f"slot {health.slot}: the loop has not moved for {health.idle_s:.0f} seconds"
        for health in slots
        if health.state in {"starting", "running"} and health.idle_s > STALLED_AFTER_S
    )


def is_ready(health: SlotHealth) -> bool:
    """Whether one slot is ready."""
    return next(tell_reasons(health), None) is None


def tell_reasons(health: SlotHealth) -> Iterator[str]:
    """Why one slot is not ready, one sentence a reason; nothing = it is ready."""
    if health.state != "running":
        yield health.state if health.note is None else f"{health.state}: {health.note}"
        if health.state != "starting":
            return
    if health.idle_s > STALLED_AFTER_S:
        yield f"the loop has not moved for {health.idle_s:.0f} seconds"
    for table in health.missing_tables:
        yield f"the table {table} is not open"
    if not health.broker_reachable:
        yield "no broker answers" if health.broker_reason is None else f"no broker answers ({health.broker_reason})"
    if not health.member:
        yield "not a member of the group"


def decode_health(document: Any, slot: int) -> SlotHealth:
    """The health of `slot` in a JSON value that its process sent; nothing about it is taken on trust.

    Raises:
        ValueError: it is not what `dataclasses.asdict` of a `SlotHealth` gives.
    """
    if not isinstance(document, dict):
        raise ValueError("not an object")
    idle = document.get("idle_s")
    state = document.get("state")
    tables = document.get("missing_tables")
    if isinstance(idle, bool) or not isinstance(idle, int | float) or not 0 <= idle < 1e9:
        raise ValueError("state of the slot is malformed")
    known = _STATES.get(state) if isinstance(state, str) else None
    if known is None:
        raise ValueError("state of the slot is malformed")
    if not isinstance(tables, list) or len(tables) > _MAX_TABLES:
        raise ValueError("tables of the slot are malformed")
    return SlotHealth(
        slot=slot,
        state=known,
        idle_s=float(idle),
        member=document.get("member") is True,
        broker_reachable=document.get("broker_reachable") is True,
        broker_reason=_text(document.get("broker_reason")),
        missing_tables=tuple(str(table)[:_MAX_TEXT] for table in tables),
        note=_text(document.get("note")),
    )


def _text(text: object) -> str | None:
    return text[:_MAX_TEXT] if isinstance(text, str) else None

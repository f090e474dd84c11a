"""Decides whether and when to restart a worker process that ended."""

from collections import OrderedDict
from typing import Final

from schemas.value import value
from workers.processes.slot_report import Position, SlotEnd

FIRST_S: Final = 0.5
LONGEST_S: Final = 30.0
RAN_WELL_S: Final = 60.0
"""A process that ran this long was healthy: its next restart uses the first delay again."""

ENDS_AT_ONE_POSITION: Final = 3
"""After this many exits at the same record, another restart would not help."""

_FINAL: Final = frozenset({2, 5})
_POSITIONS: Final = 16


@value
class Restart:
    """Restart after `after_s` seconds."""

    after_s: float


@value
class StayStopped:
    """Do not restart; `reason` says why."""

    reason: str


class SlotRestarts:
    """The restart history of one slot.

    Args:
        stop_at_position: stop the slot after three exits with code 1 at the same record (`CLAIMS_ON_EDIT_ERROR=stop`).
        first_s: first delay in seconds; it doubles on each restart, up to `longest_s`.
        longest_s: longest delay in seconds.
        ran_well_s: after this many seconds of work, the delay starts at `first_s` again.
    """

    def __init__(
        self,
        *,
        stop_at_position: bool,
        first_s: float = FIRST_S,
        longest_s: float = LONGEST_S,
        ran_well_s: float = RAN_WELL_S,
    ) -> None:
        self._stop_at_position = stop_at_position
        self._first_s = first_s
        self._longest_s = longest_s
        self._ran_well_s = ran_well_s
        self._in_a_row = 0
        self._ends_at: OrderedDict[Position, int] = OrderedDict()

    def decide(self, end: SlotEnd, ran_s: float) -> Restart | StayStopped:
        """What to do after a process ended that ran for `ran_s` seconds."""
        why = f": {end.message}" if end.message else ""
        if end.code in _FINAL:
            return StayStopped(reason=f"exit code {end.code}{why}")
        if end.code == 1 and end.position is not None and self._stop_at_position:
            ends = self._count(end.position)
            if ends >= ENDS_AT_ONE_POSITION:
                topic, partition, offset = end.position
                return StayStopped(reason=f"failed {ends} times at {topic}/{partition}/{offset}{why}")
        if ran_s >= self._ran_well_s:
            self._in_a_row = 0
        wait_s = min(self._first_s * 2.0**self._in_a_row, self._longest_s)
        self._in_a_row = min(self._in_a_row + 1, 20)
        return Restart(after_s=wait_s)

    def _count(self, position: Position) -> int:
        self._ends_at[position] = self._ends_at.pop(position, 0) + 1
        if len(self._ends_at) > _POSITIONS:
            self._ends_at.popitem(last=False)
        return self._ends_at[position]

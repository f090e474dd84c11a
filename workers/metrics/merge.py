"""Several processes are one worker to whoever watches it: their figures are added up, and a restart loses nothing."""

import math
from typing import Final

from workers.metrics.snapshot import Snapshot

# Sums of binary fractions this coarse are exact, in any order, up to 2 ** 43. Finer ones, added in another order, may
# come out one unit in the last place lower, and a monitoring system reads that as a restart from zero.
_STEPS: Final = 1024.0


class MergedSnapshots:
    """The last snapshot of each slot, and what slots counted before they were replaced.

    Counters and histograms never fall: when a process ends, what it last reported stays in the sum. Its gauges are
    dropped, for they describe something that is no more.
    """

    def __init__(self) -> None:
        self._live: dict[int, Snapshot] = {}
        self._ended = Snapshot()

    def report(self, slot: int, snapshot: Snapshot) -> None:
        """The process in `slot` reports its figures since its start."""
        self._live[slot] = _quantise(snapshot)

    def end(self, slot: int) -> None:
        """The process in `slot` has ended; another may follow and will count from zero."""
        last = self._live.pop(slot, None)
        if last is not None:
            self._ended.add_growing(last)

    def merge(self) -> Snapshot:
        """The figures of all slots together."""
        merged = self._ended.copy()
        for snapshot in self._live.values():
            merged.add_growing(snapshot)
            merged.join_gauges(snapshot)
        return merged


def _quantise(snapshot: Snapshot) -> Snapshot:
    quantised = snapshot.copy()
    for series in quantised.counters.values():
        for labels, count in series.items():
            series[labels] = math.floor(count * _STEPS) / _STEPS
    for distributions in quantised.histograms.values():
        for distribution in distributions.values():
            distribution.total = math.floor(distribution.total * _STEPS) / _STEPS
    return quantised

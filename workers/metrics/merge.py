"""Merges the metrics of several processes into those of one worker; a restart loses no counts."""

import math
from typing import Final

from workers.metrics.snapshot import Snapshot

# Sums of binary fractions this coarse are exact in any order, up to 2 ** 43. With finer ones, a different order may
# give a sum one unit in the last place lower, which a monitoring system reads as a counter reset.
_STEPS: Final = 1024.0


class MergedSnapshots:
    """The last snapshot of each slot, plus the counts of processes that ended.

    Counters and histograms never decrease: when a process ends, its last report stays in the totals. Its gauges are
    dropped, because they describe a process that no longer exists.
    """

    def __init__(self) -> None:
        self._live: dict[int, Snapshot] = {}
        self._ended = Snapshot()

    def report(self, slot: int, snapshot: Snapshot) -> None:
        """Store the metrics that the process in `slot` has counted since it started."""
        self._live[slot] = _quantize(snapshot)

    def end(self, slot: int) -> None:
        """Record that the process in `slot` has ended; its successor counts from zero."""
        last = self._live.pop(slot, None)
        if last is not None:
            self._ended.add_growing(last)

    def merge(self) -> Snapshot:
        """The combined metrics of all slots."""
        merged = self._ended.copy()
        for snapshot in self._live.values():
            merged.add_growing(snapshot)
            merged.join_gauges(snapshot)
        return merged


def _quantize(snapshot: Snapshot) -> Snapshot:
    quantized = snapshot.copy()
    for series in quantized.counters.values():
        for labels, count in series.items():
            series[labels] = math.floor(count * _STEPS) / _STEPS
    for distributions in quantized.histograms.values():
        for distribution in distributions.values():
            distribution.total = math.floor(distribution.total * _STEPS) / _STEPS
    return quantized

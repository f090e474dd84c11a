"""Operating-system metrics of this process: memory, CPU time and open files."""

from prometheus_client import ProcessCollector

from workers.metrics.declared import METRICS
from workers.metrics.snapshot import Snapshot


class ProcessFigures:
    """Reads the `process_*` metrics and adds the slot label; there are none on systems without /proc."""

    def __init__(self, slot: int) -> None:
        self._labels = (str(slot),)
        self._collector = ProcessCollector(registry=None)

    def add_to(self, snapshot: Snapshot) -> None:
        """Add the current values to `snapshot`."""
        for family in self._collector.collect():
            for sample in family.samples:
                metric = METRICS.get(sample.name)
                if metric is not None:
                    kind = snapshot.counters if metric.kind == "counter" else snapshot.gauges
                    kind.setdefault(metric.name, {})[self._labels] = sample.value

"""What the status page is made of: everything it shows, gathered at one moment."""

from collections.abc import Mapping
from datetime import datetime

from schemas.value import value
from workers.health import SlotHealth
from workers.http.history import Sample
from workers.http.site import About
from workers.metrics.snapshot import Snapshot


@value
class StatusView:
    """The state of a worker at one moment, and its last minutes."""

    about: About
    snapshot: Snapshot
    slots: tuple[SlotHealth, ...]
    samples: tuple[Sample, ...]
    """Those remembered, oldest first."""
    last: Sample
    """The snapshot's own."""
    now: datetime
    """Aware."""
    titles: Mapping[str, str]
    """What each edit finds, by its code."""
    what_if: bool
    """Whether there is a what-if page."""

    @property
    def window_s(self) -> float:
        """Seconds that are remembered; 0 where nothing is."""
        return self.last.at - self.samples[0].at if self.samples else 0.0

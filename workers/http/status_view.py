"""All data that the status page shows, at one moment."""

from collections.abc import Mapping
from datetime import datetime

from schemas.value import value
from workers.health import SlotHealth
from workers.http.history import Sample
from workers.http.site import About
from workers.metrics.snapshot import Snapshot


@value
class StatusView:
    """The state of a worker at one moment, and the samples of the last minutes."""

    about: About
    snapshot: Snapshot
    slots: tuple[SlotHealth, ...]
    samples: tuple[Sample, ...]
    """Samples of the last minutes, oldest first."""
    last: Sample
    """The sample of the snapshot."""
    now: datetime
    """The current time, timezone-aware."""
    titles: Mapping[str, str]
    """The title of each edit, by code."""
    what_if: bool
    """Whether the what-if page is enabled."""
    outcomes: bool = False
    """Whether the page of outcomes is enabled."""

    @property
    def window_s(self) -> float:
        """Seconds covered by the samples; 0 if there are none."""
        return self.last.at - self.samples[0].at if self.samples else 0.0

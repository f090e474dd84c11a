"""What the HTTP endpoint shows, whoever stands behind it: one process, or a parent of several."""

from collections.abc import Mapping
from typing import Protocol

from schemas.value import value
from workers.health import SlotHealth
from workers.metrics_snapshot import Snapshot


@value
class About:
    """What does not change while the program runs: versions, and the topics and group it works with."""

    version: str
    catalogue: str
    schemas: Mapping[str, int]
    group_id: str
    input_topic: str


class Site(Protocol):
    """The state of a worker at the moment of asking; every method may be called from any thread."""

    def about(self) -> About:
        """Versions and names."""
        ...

    def snapshot(self) -> Snapshot:
        """All figures."""
        ...

    def health(self) -> tuple[SlotHealth, ...]:
        """The health of every slot."""
        ...

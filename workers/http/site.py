"""What the HTTP endpoint shows, whoever stands behind it: one process, or a parent of several."""

from collections.abc import Iterable, Mapping
from importlib import metadata
from typing import Protocol

from schemas.sources import read_index
from schemas.value import value
from workers.health import SlotHealth, is_ready
from workers.metrics.declared import BUILD_INFO, READY, SLOT_READY
from workers.metrics.snapshot import Labels, Snapshot
from workers.settings.settings import Settings


@value
class About:
    """What does not change while the program runs: its version, the newest version of each schema, group and topic."""

    version: str
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


def tell_about(settings: Settings) -> About:
    """What this program is and what it was set to work with."""
    schemas: dict[str, int] = {}
    for entry in read_index():
        schemas[entry["name"]] = max(entry["version"], schemas.get(entry["name"], 0))
    return About(
        version=metadata.version("claims-worker"),
        schemas=schemas,
        group_id=settings.group_id,
        input_topic=settings.input_topic,
    )


def find_catalogue(snapshot: Snapshot) -> str | None:
    """The version of the edit catalogue that the processes work with; two, with a comma, while they differ."""
    versions = sorted({catalogue for _, catalogue in snapshot.gauges.get(BUILD_INFO.name, {})})
    return ", ".join(versions) if versions else None


def mark_readiness(snapshot: Snapshot, slots: Iterable[SlotHealth]) -> None:
    """Write into the figures which slots are ready, and whether all are."""
    ready: dict[Labels, float] = {(str(health.slot),): 1.0 if is_ready(health) else 0.0 for health in slots}
    snapshot.gauges[SLOT_READY.name] = ready
    snapshot.gauges[READY.name] = {(): min(ready.values(), default=0.0)}

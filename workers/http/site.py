"""The data behind the HTTP pages, provided by a single process or by the parent of several."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib import metadata
from typing import Protocol

from schemas.sources import read_index
from schemas.value import value
from workers.core_kind import CoreKind, core_kind
from workers.health import SlotHealth, is_ready
from workers.metrics.declared import BUILD_INFO, READY, SLOT_READY
from workers.metrics.snapshot import Labels, Snapshot
from workers.settings.settings import Settings


@value
class About:
    """Facts that do not change while the program runs: versions, group, input topic, and since when it counts."""

    version: str
    schemas: Mapping[str, int]
    group_id: str
    input_topic: str
    core: CoreKind
    started_at: datetime | None = None
    """When the program started and its counts began."""


class Site(Protocol):
    """The current state of a worker; all methods are thread-safe."""

    def about(self) -> About:
        """Version and names of the worker."""
        ...

    def snapshot(self) -> Snapshot:
        """The current metrics."""
        ...

    def health(self) -> tuple[SlotHealth, ...]:
        """The health of every slot."""
        ...


def about_worker(settings: Settings) -> About:
    """Versions of this program and names from its settings."""
    schemas: dict[str, int] = {}
    for entry in read_index():
        schemas[entry["name"]] = max(entry["version"], schemas.get(entry["name"], 0))
    return About(
        version=metadata.version("claims-worker"),
        schemas=schemas,
        group_id=settings.group_id,
        input_topic=settings.input_topic,
        core=core_kind(),
        started_at=datetime.now(UTC),
    )


def find_catalogue(snapshot: Snapshot) -> str | None:
    """The version of the edit catalog in use; comma-separated if processes differ."""
    versions = sorted({catalogue for _, catalogue in snapshot.gauges.get(BUILD_INFO.name, {})})
    return ", ".join(versions) if versions else None


def mark_readiness(snapshot: Snapshot, slots: Iterable[SlotHealth]) -> None:
    """Add the readiness of each slot and of the worker to the metrics."""
    ready: dict[Labels, float] = {(str(health.slot),): 1.0 if is_ready(health) else 0.0 for health in slots}
    snapshot.gauges[SLOT_READY.name] = ready
    snapshot.gauges[READY.name] = {(): min(ready.values(), default=0.0)}

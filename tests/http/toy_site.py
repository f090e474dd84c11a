"""Sites with a state for tests: a new one, a busy one and an unhealthy one."""

import math
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from schemas.value import value
from workers.health import Health, SlotHealth
from workers.http.history import EVERY_S, KEPT_S, History
from workers.http.site import About, mark_readiness
from workers.metrics.counting import Metrics
from workers.metrics.declared import (
    ASSIGNED_PARTITIONS,
    DEAD_LETTERS,
    EDIT_FAILURES,
    EVENTS,
    FINDINGS,
    LAG,
    LAST_COMMIT,
    NOT_CHECKED,
    PROCESS_MEMORY,
    PROCESS_START,
    TRANSACTIONS,
)
from workers.metrics.snapshot import Snapshot

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NOW_S = 10_000.0
"""The same moment on the monotonic clock."""


@value
class ToyTable:
    """A loaded code table."""

    name: str
    release: str
    in_force_through: date


class ToySite:
    """A site with a state that the test sets."""

    def __init__(self) -> None:
        self.metrics = Metrics(0, now=NOW.timestamp)
        self.keeper = Health(0)
        self.extra = Snapshot()
        self.others: tuple[SlotHealth, ...] = ()
        self.group_id = "<b>group</b>"
        self.input_topic = "encounters.v1"
        self.fail = False

    def about(self) -> About:
        return About(
            version="0.1.0",
            core="interpreted",
            schemas={"ClaimReady": 1},
            group_id=self.group_id,
            input_topic=self.input_topic,
        )

    def snapshot(self) -> Snapshot:
        if self.fail:
            raise RuntimeError("SMITH, JOHN")
        snapshot = self.metrics.snapshot()
        snapshot.add_growing(self.extra)
        snapshot.join_gauges(self.extra)
        mark_readiness(snapshot, self.health())
        return snapshot

    def health(self) -> tuple[SlotHealth, ...]:
        return (self.keeper.now(), *self.others)

    def make_ready(self) -> None:
        self.keeper.moved()
        self.keeper.member(True)


REASONS = {
    "DX101": 9120.0,
    "CV104": 5210.0,
    "LN105": 2330.0,
    "PT101": 961.0,
    "IN118": 402.0,
    "DX204": 240.0,
    "EV103": 88.0,
    "PV101": 41.0,
    "TF101": 17.0,
    "LN102": 9.0,
    "EV102": 4.0,
    "ZZ999": 1.0,
}
TABLES = (
    ToyTable(name="icd10cm", release="FY2027", in_force_through=date(2027, 9, 30)),
    ToyTable(name="icd10pcs", release="FY2027", in_force_through=date(2027, 9, 30)),
    ToyTable(name="pos", release="2026-05", in_force_through=date(2026, 12, 9)),
    ToyTable(name="ncci_ptp", release="2026Q4 practitioner v32.3", in_force_through=date(2026, 12, 31)),
    ToyTable(name="revenue_codes", release="2026", in_force_through=date.max),
)


def figures(share: float, *, wave: bool = False) -> Snapshot:
    """Metrics of a worker that has done a `share` of its work."""
    more = math.floor(90_000 * max(0.0, share - 0.9)) if wave else 0
    rejected = 18_000 * share + more
    reasons = {edit: math.floor(count * share) + (more if edit == "CV104" else 0) for edit, count in REASONS.items()}
    return Snapshot(
        counters={
            EVENTS.name: {
                ("ready", "medicare"): 1_000_000 * share,
                ("ready", "commercial"): 222_000 * share,
                ("rejected", "medicare"): rejected,
                ("dead_letter", "none"): 4.0,
            },
            FINDINGS.name: {
                **{(edit, "REJECT", "medicare"): float(count) for edit, count in reasons.items() if count},
                ("DX102", "WARN", "medicare"): 5.0,
            },
            DEAD_LETTERS.name: {("not-framed",): 3.0, ("malformed",): 1.0},
            NOT_CHECKED.name: {("cpt",): 431_000 * share, ("mpfs",): 12.0},
        },
        gauges={
            LAG.name: {
                ("encounters.v1", str(number)): 40.0 + (number * 7919) % 350 + 900 * math.sin(9 * share) ** 2
                for number in range(16)
            },
            ASSIGNED_PARTITIONS.name: {("0",): 6, ("1",): 5, ("2",): 5},
            LAST_COMMIT.name: {(slot,): NOW.timestamp() - 0.2 for slot in "012"},
            PROCESS_MEMORY.name: {(slot,): 212.0 * 2**20 for slot in "012"},
            PROCESS_START.name: {(slot,): NOW.timestamp() - 7 * 86400 for slot in "012"},
        },
    )


def slot_health(slot: int, **chosen: Any) -> SlotHealth:
    """A ready slot, with the given changes."""
    well = SlotHealth(
        slot=slot,
        state="running",
        idle_s=0.1,
        member=True,
        broker_reachable=True,
        broker_reason=None,
        missing_tables=(),
        note=None,
    )
    return replace(well, **chosen)


def clock() -> float:
    """A monotonic clock that stands still."""
    return NOW_S


def make_empty() -> tuple[ToySite, History]:
    """A worker that has just started."""
    return ToySite(), History(clock)


def make_busy() -> tuple[ToySite, History]:
    """Three busy processes."""
    site = ToySite()
    site.make_ready()
    site.group_id = "claims-worker"
    site.metrics.built("0.1.0", "1")
    site.metrics.opened(TABLES)
    site.others = (slot_health(1), slot_health(2))
    return site, _fill(site, wave=False)


def make_unwell() -> tuple[ToySite, History]:
    """Three processes with different problems and names of maximum length."""
    site = ToySite()
    site.group_id = "claims-worker-" + "g" * 80
    site.input_topic = "encounters." + "t" * 238
    site.make_ready()
    site.keeper.broker(
        False, "connection failed: broker-0.kafka.svc.cluster.local:9092: connection refused " + "r" * 200
    )
    site.keeper.lacks(("icd10cm",))
    site.metrics.opened([ToyTable(name="pos", release="2025", in_force_through=date(2026, 11, 20)), *TABLES[2:]])
    site.others = (
        slot_health(
            1, state="stopped", member=False, broker_reachable=False, note="failed 3 times at encounters.v1/3/17"
        ),
        slot_health(2, idle_s=75.0),
    )
    history = _fill(site, wave=True)
    site.extra.counters[EDIT_FAILURES.name] = {("DX101",): 3.0}
    site.extra.counters[TRANSACTIONS.name] = {("aborted", "2"): 4.0}
    site.extra.gauges[LAST_COMMIT.name] = {(slot,): NOW.timestamp() - 190 for slot in "012"}
    site.extra.gauges[LAG.name] = {(site.input_topic, "0"): 123_456_789.0}
    return site, history


def _fill(site: ToySite, *, wave: bool) -> History:
    """Fill the history of a site that ends with all its work done, sample by sample."""
    steps = int(KEPT_S / EVERY_S)
    asked: list[float] = []

    def moving() -> float:
        return asked[-1] if asked else NOW_S

    history = History(moving)
    for step in range(steps):
        asked.append(NOW_S - KEPT_S + step * EVERY_S + 2)
        # Batches come in bursts, so the counts do not grow linearly.
        share = 0.95 + 0.05 * (step + 1.5 * math.sin(step / 7) + 0.1 * math.sin(step * step)) / steps
        site.extra = figures(share, wave=wave)
        history.take(site.extra)
    asked.append(NOW_S)
    site.extra = figures(0.95 + 0.05 * (steps - 0.4 + 1.5 * math.sin(steps / 7)) / steps, wave=wave)
    return history

"""Finds problems that an operator should look at, worst first; each says what is wrong and what to do."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal

from schemas.value import value
from workers.health import STALLED_AFTER_S, SlotHealth, unready_reasons
from workers.http.history import Sample
from workers.http.words import format_age, format_count, format_number, format_span
from workers.metrics.declared import BLOCKED, LAST_COMMIT, TABLE_EXPIRES, TABLE_LOADED, TABLE_NEWER
from workers.metrics.snapshot import Snapshot

STUCK_AFTER_S: Final = 60.0
"""If records wait and nothing was committed for this long, the worker is stuck."""

SOON_DAYS: Final = 30
"""A code table that ends within this many days needs its next release."""

_PARTITIONS: Final = 5
_DAY_S: Final = 86400.0


@value
class Notice:
    """One problem; `bad` needs action now, `warn` during working hours."""

    level: Literal["bad", "warn"]
    words: str
    edit: str | None = None
    """The edit whose page says more."""


def find_notices(
    snapshot: Snapshot, slots: Sequence[SlotHealth], samples: Sequence[Sample], last: Sample, now: datetime
) -> tuple[Notice, ...]:
    """Find all problems, worst first.

    Args:
        snapshot: the current metrics.
        slots: the health of each slot.
        samples: samples of the last minutes, oldest first.
        last: the current sample.
        now: the current time, timezone-aware.
    """
    found = [
        *_unready(slots),
        *_blocked(snapshot, samples, last),
        *_stuck(snapshot, samples, last, now),
        *_tables(snapshot, now),
        *(_recent(samples[0], last) if samples else ()),
    ]
    return tuple(sorted(found, key=lambda notice: notice.level))


def is_starting(health: SlotHealth) -> bool:
    """Whether a slot is not ready only because it has just started."""
    return health.state == "starting" and health.broker_reason is None and health.idle_s < STALLED_AFTER_S


def grown(first: Mapping[str, float], last: Mapping[str, float]) -> dict[str, float]:
    """The increase of each count, without those that did not grow."""
    return {name: count - first.get(name, 0.0) for name, count in last.items() if count > first.get(name, 0.0)}


def _unready(slots: Sequence[SlotHealth]) -> Iterator[Notice]:
    # Report slots with the same reason in one sentence.
    by_reason: dict[tuple[Literal["bad", "warn"], str], list[int]] = {}
    for health in slots:
        level: Literal["bad", "warn"] = "warn" if is_starting(health) else "bad"
        # In its first seconds, a slot naturally lacks everything else.
        for reason in ("starting",) if is_starting(health) else unready_reasons(health):
            by_reason.setdefault((level, reason), []).append(health.slot)
    for (level, reason), numbers in by_reason.items():
        shown = ", ".join(str(number) for number in numbers[:10]) + (" …" if len(numbers) > 10 else "")
        yield Notice(level=level, words=f"{'Slot' if len(numbers) == 1 else 'Slots'} {shown}: {reason}")


def _blocked(snapshot: Snapshot, samples: Sequence[Sample], last: Sample) -> Iterator[Notice]:
    since = _a_minute_ago(samples, last)
    if since is None or not last.blocked or not all(sample.blocked for sample in samples if sample.at >= since.at):
        return
    behind = {where: count for where, count in snapshot.gauges.get(BLOCKED.name, {}).items() if count}
    where = ", ".join(f"{topic}/{partition}" for topic, partition in sorted(behind)[:_PARTITIONS])
    yield Notice(
        level="bad",
        words=f"{format_count(last.blocked, 'record')} on {where} wait behind a transaction that a producer keeps "
        "open: have the Kafka team find and end it.",
    )


def _a_minute_ago(samples: Sequence[Sample], last: Sample) -> Sample | None:
    return next((sample for sample in reversed(samples) if last.at - sample.at >= STUCK_AFTER_S), None)


def _stuck(snapshot: Snapshot, samples: Sequence[Sample], last: Sample, now: datetime) -> Iterator[Notice]:
    # The last commit alone is not enough: the first record after a quiet night would look like a long standstill.
    since = _a_minute_ago(samples, last)
    if since is None or last.events != since.events:
        return
    if not last.lag or last.lag <= last.blocked or not all(sample.lag for sample in samples if sample.at >= since.at):
        return
    committed = max(snapshot.gauges.get(LAST_COMMIT.name, {}).values(), default=None)
    idle_s = last.at - since.at if committed is None else now.timestamp() - committed
    yield Notice(
        level="bad",
        words=f"Nothing committed for {format_age(idle_s)} while {format_count(last.lag, 'record')} wait: "
        "check the log and the brokers.",
    )


def _tables(snapshot: Snapshot, now: datetime) -> Iterator[Notice]:
    for (table,), expires in sorted(snapshot.gauges.get(TABLE_EXPIRES.name, {}).items()):
        left_s = expires - now.timestamp()
        if left_s < 0:
            yield Notice(
                level="bad",
                words=f"Code table {table} ended {format_age(-left_s)} ago: load its next release with 'codes load'.",
            )
        elif left_s < SOON_DAYS * _DAY_S:
            yield Notice(
                level="warn",
                words=f"Code table {table} ends in {format_age(left_s)}: load its next release with 'codes load'.",
            )

    loaded = {table for table, _ in snapshot.gauges.get(TABLE_LOADED.name, {})}
    for (table,), newer in sorted(snapshot.gauges.get(TABLE_NEWER.name, {}).items()):
        if newer and table in loaded:
            yield Notice(
                level="warn",
                words=f"A newer release of code table {table} is in force and not loaded: see 'codes status'.",
            )


def _recent(first: Sample, last: Sample) -> Iterator[Notice]:
    since = f"in the last {format_span(last.at - first.at)}"
    for edit, count in sorted(grown(first.failures, last.failures).items()):
        yield Notice(
            level="bad",
            words=f"Edit {edit} failed {format_count(count, 'time')} {since}; those outcomes list it as not checked. "
            "Turn it off in the payer profile and report it with the logged line.",
            edit=edit,
        )
    letters = grown(first.dead_letters, last.dead_letters)
    if letters:
        reasons = ", ".join(f"{reason} {format_number(count)}" for reason, count in sorted(letters.items()))
        yield Notice(level="warn", words=f"{format_count(sum(letters.values()), 'dead letter')} {since}: {reasons}.")
    if last.aborted > first.aborted:
        aborted = format_count(last.aborted - first.aborted, "transaction")
        yield Notice(level="warn", words=f"{aborted} aborted {since}; see the log for the error.")

"""What an operator should look at, worst first, each as a sentence that says what is wrong and what to do about it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal

from schemas.value import value
from workers.health import STALLED_AFTER_S, SlotHealth, unready_reasons
from workers.http.history import Sample
from workers.http.words import tell_age, tell_count, tell_number, tell_span
from workers.metrics.declared import LAST_COMMIT, TABLE_EXPIRES
from workers.metrics.snapshot import Snapshot

STUCK_AFTER_S: Final = 60.0
"""Records wait and nothing was committed for so long: something holds the worker up."""

SOON_DAYS: Final = 30
"""A code table that ends within so many days wants its next release."""

_DAY_S: Final = 86400.0


@value
class Notice:
    """One thing to look at; `bad` needs somebody now, `warn` in working hours."""

    level: Literal["bad", "warn"]
    words: str


def find_notices(
    snapshot: Snapshot, slots: Sequence[SlotHealth], samples: Sequence[Sample], last: Sample, now: datetime
) -> tuple[Notice, ...]:
    """What to look at, the worst first.

    Args:
        snapshot: the figures of this moment.
        slots: the health of each slot.
        samples: those that are remembered, oldest first.
        last: the sample of this moment.
        now: the moment, aware.
    """
    found = [
        *_unready(slots),
        *_stuck(snapshot, samples, last, now),
        *_tables(snapshot, now),
        *(_recent(samples[0], last) if samples else ()),
    ]
    return tuple(sorted(found, key=lambda notice: notice.level))


def is_starting(health: SlotHealth) -> bool:
    """Whether a slot is not ready because it was started a moment ago, which is no trouble yet."""
    return health.state == "starting" and health.broker_reason is None and health.idle_s < STALLED_AFTER_S


def grown(first: Mapping[str, float], last: Mapping[str, float]) -> dict[str, float]:
    """By how much each count grew; what did not is left out."""
    return {name: count - first.get(name, 0.0) for name, count in last.items() if count > first.get(name, 0.0)}


def _unready(slots: Sequence[SlotHealth]) -> Iterator[Notice]:
    # Many slots with one trouble are one sentence.
    by_reason: dict[tuple[Literal["bad", "warn"], str], list[int]] = {}
    for health in slots:
        level: Literal["bad", "warn"] = "warn" if is_starting(health) else "bad"
        # What a slot lacks in its first seconds follows from its being new.
        for reason in ("starting",) if is_starting(health) else unready_reasons(health):
            by_reason.setdefault((level, reason), []).append(health.slot)
    for (level, reason), numbers in by_reason.items():
        shown = ", ".join(str(number) for number in numbers[:10]) + (" …" if len(numbers) > 10 else "")
        yield Notice(level=level, words=f"{'Slot' if len(numbers) == 1 else 'Slots'} {shown}: {reason}")


def _stuck(snapshot: Snapshot, samples: Sequence[Sample], last: Sample, now: datetime) -> Iterator[Notice]:
    # Not from the last commit alone: the first record after a quiet night would look like a night of standing still.
    since = next((sample for sample in reversed(samples) if last.at - sample.at >= STUCK_AFTER_S), None)
    if since is None or last.events != since.events:
        return
    if not last.lag or not all(sample.lag for sample in samples if sample.at >= since.at):
        return
    committed = max(snapshot.gauges.get(LAST_COMMIT.name, {}).values(), default=None)
    idle_s = last.at - since.at if committed is None else now.timestamp() - committed
    yield Notice(
        level="bad",
        words=f"Nothing was committed for {tell_age(idle_s)} while {tell_count(last.lag, 'record')} wait: "
        "look at the log and at the brokers.",
    )


def _tables(snapshot: Snapshot, now: datetime) -> Iterator[Notice]:
    for (table,), expires in sorted(snapshot.gauges.get(TABLE_EXPIRES.name, {}).items()):
        left_s = expires - now.timestamp()
        if left_s < 0:
            yield Notice(
                level="bad",
                words=f"The code table {table} ended {tell_age(-left_s)} ago: load its next release with 'codes load'.",
            )
        elif left_s < SOON_DAYS * _DAY_S:
            yield Notice(
                level="warn", words=f"The code table {table} ends in {tell_age(left_s)}: load its next release in time."
            )


def _recent(first: Sample, last: Sample) -> Iterator[Notice]:
    since = f"in the last {tell_span(last.at - first.at)}"
    for edit, count in sorted(grown(first.failures, last.failures).items()):
        yield Notice(
            level="bad",
            words=f"The edit {edit} failed {tell_count(count, 'time')} {since}: its claims say 'not checked'. "
            "Switch it off in the profile, and report it with the line that was logged.",
        )
    letters = grown(first.dead_letters, last.dead_letters)
    if letters:
        reasons = ", ".join(f"{reason} {tell_number(count)}" for reason, count in sorted(letters.items()))
        yield Notice(level="warn", words=f"{tell_count(sum(letters.values()), 'dead letter')} {since}: {reasons}.")
    if last.aborted > first.aborted:
        aborted = tell_count(last.aborted - first.aborted, "transaction")
        yield Notice(level="warn", words=f"{aborted} taken back {since}: the log names the error.")

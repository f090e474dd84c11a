"""The samples of the last minutes."""

import threading
from collections.abc import Iterator

from structlog.testing import capture_logs

from tests.http.toy_site import figures
from workers.http.history import EVERY_S, KEPT_S, History, take_sample
from workers.http.sampler import Sampler
from workers.metrics.declared import EVENTS, FINDINGS
from workers.metrics.snapshot import Snapshot


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_sample_sums_what_the_page_shows() -> None:
    """Outcomes of all profiles, rejecting edits, and the lag of all partitions."""
    snapshot = figures(1.0)
    snapshot.counters[FINDINGS.name][("DX101", "REJECT", "commercial")] = 5.0
    sample = take_sample(snapshot, 3.0)
    assert sample.events == {"ready": 1_222_000.0, "rejected": 18_000.0, "dead_letter": 4.0}
    assert sample.reasons["DX101"] == 9125.0
    assert "DX102" not in sample.reasons
    assert sample.lag is not None
    assert sample.lag > 16 * 40
    assert take_sample(Snapshot(), 3.0).lag is None


def test_memory_is_bounded() -> None:
    """A month of samples at any rate takes no more memory than ten minutes."""
    clock = Clock()
    history = History(clock)
    for _ in range(20_000):
        clock.seconds += 1.0
        history.take(Snapshot())
    assert len(history.samples()) == KEPT_S / EVERY_S + 1


def test_old_samples_are_not_shown() -> None:
    """After the machine was suspended, the page does not show yesterday as ten minutes ago."""
    clock = Clock()
    history = History(clock)
    history.take(Snapshot())
    clock.seconds = KEPT_S
    assert len(history.samples()) == 1
    clock.seconds = KEPT_S + 1
    assert history.samples() == ()


def test_samples_are_taken_immediately_and_repeatedly() -> None:
    """The page has a history before its first visitor, and the thread stops with the server."""
    third = threading.Event()
    taken: Iterator[int] = iter(range(100))

    def snapshot() -> Snapshot:
        if next(taken) == 2:
            third.set()
        return Snapshot(counters={EVENTS.name: {("ready", "strict"): 1.0}})

    history = History(lambda: 0.0)
    sampler = Sampler(snapshot, history, every_s=0.01)
    assert third.wait(10)
    sampler.close()
    assert len(history.samples()) >= 2
    assert not any(thread.name == "history" for thread in threading.enumerate())


def test_a_failed_sample_is_a_gap_and_one_log_line() -> None:
    """A failed sample ends neither the page nor the worker, and is not logged every five seconds."""
    tried = threading.Event()
    turns = iter(range(1000))

    def snapshot() -> Snapshot:
        if next(turns) > 5:
            tried.set()
            return Snapshot()
        raise RuntimeError("SMITH, JOHN")

    history = History(lambda: 0.0)
    with capture_logs() as lines:
        sampler = Sampler(snapshot, history, every_s=0.001)
        assert tried.wait(10)
        sampler.close()
    assert history.samples()
    assert [line["event"] for line in lines] == ["could not read metrics for the status page"]

"""A running worker says what it does: milestones and one line a minute, and a moving line on a terminal."""

import io

import pytest
from structlog.testing import capture_logs

from tests.http.toy_site import ToySite
from workers.health import Health
from workers.http.flow import describe_flow
from workers.http.history import Sample
from workers.metrics.counting import Metrics
from workers.metrics.declared import EVENTS, LAG, TRANSACTIONS
from workers.processes.slot_observer import SlotObserver
from workers.processes.work_log import MINUTE_S, WorkLog


class _Played:
    """A site whose figures the test sets, with a clock."""

    def __init__(self, terminal: io.StringIO | None = None) -> None:
        self.site = ToySite()
        self.at = 0.0
        self.show(ready=0, lag=None)
        self.log = WorkLog(self.site, terminal, lambda: self.at)

    def show(self, *, ready: int, lag: int | None, aborted: int = 0) -> None:
        extra = self.site.extra
        extra.counters[EVENTS.name] = {("ready", "medicare"): float(ready)}
        extra.counters[TRANSACTIONS.name] = {("aborted", "0"): float(aborted)}
        extra.gauges[LAG.name] = {} if lag is None else {("in", "0"): float(lag)}

    def after(self, seconds: float) -> list[str]:
        """The lines logged at a look after some seconds."""
        self.at += seconds
        with capture_logs() as lines:
            self.log.look()
        self.lines = lines
        return [str(line["event"]) for line in lines]


def test_the_end_of_a_backlog_is_logged_once() -> None:
    """Caught up after the start, and after each backlog; a few records that wait for a moment are none."""
    played = _Played()
    assert played.after(5) == []
    played.show(ready=10, lag=0)
    assert played.after(5) == ["caught up: no records wait"]
    for lag, logged in ((7, []), (0, []), (5000, []), (12, []), (0, ["caught up: no records wait"])):
        played.show(ready=10, lag=lag)
        assert played.after(1) == logged


def test_one_line_a_minute_while_there_is_work() -> None:
    """It has rate, lag, the end of the backlog and aborted transactions; an idle minute has none."""
    played = _Played()
    played.show(ready=0, lag=9000)
    played.after(30)
    played.show(ready=6000, lag=3000, aborted=2)
    assert played.after(30) == ["last minute"]
    (line,) = played.lines
    assert line["events"] == {"ready": 6000}
    assert (line["events_per_s"], line["lag_records"], line["aborted_transactions"]) == (100.0, 3000, 2)
    assert line["backlog_ends_in_s"] == 15
    played.show(ready=6000, lag=0, aborted=2)
    played.after(30)
    played.after(30)
    assert played.after(MINUTE_S) == []


def test_the_moving_line_on_a_terminal() -> None:
    """It replaces itself, and says why the worker is not ready, or rate, lag, when it is caught up, and aborts."""
    terminal = io.StringIO()
    played = _Played(terminal)
    played.after(1)
    assert "not ready: slot 0: starting" in terminal.getvalue()
    health = played.site.keeper
    health.moved()
    health.member(True)
    played.show(ready=0, lag=500)
    played.after(1)
    played.show(ready=100, lag=400, aborted=1)
    played.after(10)
    last = terminal.getvalue().rpartition("\r")[2]
    assert "lag 400 · caught up in about 40 s · 1 transaction aborted" in last
    assert "\n" not in terminal.getvalue()


@pytest.mark.parametrize(
    ("lag", "work_s", "ends_in_s"), [(None, None, None), (0.0, 0.0, None), (100.0, 20.0, 10.0), (900.0, 180.0, None)]
)
def test_flow(lag: float | None, work_s: float | None, ends_in_s: float | None) -> None:
    """Work is the lag at the present rate; the backlog has an end only if it shrinks."""

    def sample(at: float, events: float, lag: float | None) -> Sample:
        return Sample(at=at, events={"ready": events}, reasons={}, dead_letters={}, failures={}, aborted=0.0, lag=lag)

    flow = describe_flow([sample(0, 0, 200.0)], sample(10, 50, lag))
    assert (flow.per_s, flow.work_s, flow.ends_in_s) == (5.0, work_s, ends_in_s)


def test_milestones_of_a_slot() -> None:
    """Joining, leaving and each new assignment are logged once, with the slot."""
    observer = SlotObserver(Metrics(3), Health(3))
    with capture_logs() as lines:
        observer.member(True)
        observer.member(True)
        observer.rebalanced("assigned", frozenset({("in", 0), ("in", 1)}))
        observer.rebalanced("revoked", frozenset())
        observer.member(False)
    assert [(line["event"], line["slot"]) for line in lines] == [
        ("joined the consumer group", 3),
        ("owns 2 partitions", 3),
        ("owns 0 partitions", 3),
        ("left the consumer group", 3),
    ]

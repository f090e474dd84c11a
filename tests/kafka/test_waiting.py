"""A worker that waits for an operator says so, on readiness and in the log, and blames its client last."""

from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from tests.kafka.harness import RecordingObserver
from workers.kafka import diagnosis
from workers.kafka.diagnosis import Diagnosis
from workers.kafka.stuck_input import StuckInput
from workers.kafka.waiting import Waiting
from workers.kafka.worker_exit import WorkerExit
from workers.settings.settings import Settings


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """The time in seconds."""
        return self.now


def test_one_line_per_thirty_seconds_while_waiting() -> None:
    """Readiness has the reason from the first moment; the log has it every 30 seconds, and when it is over."""
    clock, observer = Clock(), RecordingObserver()
    waiting = Waiting("topic", 0, observer, clock)
    with capture_logs() as lines:
        for _ in range(100):
            waiting.report("topic in does not exist")
            clock.now += 1
        assert observer.reasons == {"topic": "topic in does not exist"}
        waiting.report(None)
        waiting.report(None)
    assert [line["log_level"] for line in lines] == ["warning"] * 4 + ["info"]
    assert observer.reasons == {}


def test_waiting_ends_with_4_after_the_timeout() -> None:
    """The timeout for an unavailable broker counts from the first reason, also if the reason changes."""
    clock = Clock()
    waiting = Waiting("topic", 10.0, RecordingObserver(), clock)
    waiting.report("one")
    clock.now += 9
    waiting.report("two")
    clock.now += 1
    with pytest.raises(WorkerExit, match="two") as ended:
        waiting.report("two")
    assert ended.value.code == 4


def _stuck(found: Callable[[], Diagnosis]) -> tuple[StuckInput, Clock, RecordingObserver]:
    clock, observer = Clock(), RecordingObserver()
    return StuckInput(Settings(), observer, found, clock), clock, observer


def test_a_client_without_another_cause_is_to_blame() -> None:
    """Only if no problem is found the worker exits with code 70."""
    stuck, _, _ = _stuck(lambda: Diagnosis(broker_answers=True))
    stuck.look(stuck=False)
    with pytest.raises(WorkerExit) as ended:
        stuck.look(stuck=True)
    assert ended.value.code == 70


def test_a_partition_without_a_leader_is_waited_for() -> None:
    """The question is asked every 30 seconds, and the reason goes when records come again."""
    asked: list[float] = []

    def find() -> Diagnosis:
        asked.append(clock.now)
        return Diagnosis(broker_answers=True, problem="topic in has no leader for partition 0")

    stuck, clock, observer = _stuck(find)
    for _ in range(61):
        stuck.look(stuck=True)
        clock.now += 1
    assert len(asked) == 3
    assert observer.reasons == {"input": "topic in has no leader for partition 0"}
    stuck.look(stuck=False)
    assert observer.reasons == {}


@pytest.mark.parametrize(
    ("text", "number"), [("abc", 96354), ("claims-worker", 25793108), ("polygenelubricants", 0), ("", 0)]
)
def test_the_partition_of_a_group_is_the_brokers_own(text: str, number: int) -> None:
    """Brokers choose the partition of a group's offsets by the hash that Java has for texts."""
    assert diagnosis._java_hash(text) == number

"""A call that may be tried again is tried again by itself; everything else is told apart."""

import threading
from collections.abc import Callable

import pytest
from confluent_kafka import KafkaError, KafkaException, Producer

from tests.kafka.harness import RecordingObserver
from workers.kafka.broker_watch import BrokerWatch
from workers.kafka.retrying_calls import Calls, StoppedWaiting
from workers.kafka.watchdog import Watchdog
from workers.kafka.worker_exit import WorkerExit

TIMED_OUT = KafkaError(KafkaError._TIMED_OUT, "", False, True, False)


class Bench:
    """A `Calls` with everything around it."""

    def __init__(self, unavailable_timeout_s: float = 0.0) -> None:
        self.observer = RecordingObserver()
        self.stop = threading.Event()
        self.watch = BrokerWatch(unavailable_timeout_s, self.observer)
        producer = Producer({"bootstrap.servers": "127.0.0.1:1", "log_level": 0})
        self.calls = Calls(producer, self.watch, Watchdog(), self.observer, self.stop)


@pytest.fixture
def bench() -> Bench:
    """A fresh one."""
    return Bench()


def _answers(*answers: KafkaError | str) -> Callable[[float], str]:
    left = list(answers)

    def call(timeout_s: float) -> str:
        answer = left.pop(0)
        if isinstance(answer, KafkaError):
            raise KafkaException(answer)
        return answer

    return call


def test_a_time_out_is_answered_by_the_same_call(bench: Bench) -> None:
    """Two time-outs and then a result: the result, and the broker's absence and return were told."""
    bench.watch.answered()
    assert bench.calls.make("commit", _answers(TIMED_OUT, TIMED_OUT, "done")) == "done"
    assert [reachable for reachable, _ in bench.observer.broker_words] == [True, False, True]


@pytest.mark.parametrize(
    "error",
    [
        KafkaError(KafkaError._FENCED, "", True, False, False),
        KafkaError(KafkaError.ILLEGAL_GENERATION, "", False, False, True),
        KafkaError(KafkaError.COORDINATOR_LOAD_IN_PROGRESS, "", False, True, True),
    ],
)
def test_what_needs_an_abort_or_an_end_is_raised_at_once(bench: Bench, error: KafkaError) -> None:
    """The caller decides about aborts and ends; the call is not made a second time."""
    with pytest.raises(KafkaException) as raised:
        bench.calls.make("commit", _answers(error, "never"))
    assert raised.value.args[0] == error


def test_a_refusal_ends_the_worker_with_5_and_names_what_was_touched(bench: Bench) -> None:
    """The line for the operator holds the call and the topics it was about."""
    refused = KafkaError(KafkaError.TOPIC_AUTHORIZATION_FAILED, "", False, False, True)
    with pytest.raises(WorkerExit, match="commit of ready, rejected") as ended:
        bench.calls.make("commit", _answers(refused), touches="ready, rejected")
    assert ended.value.code == 5


def test_a_stop_while_nothing_is_under_way_ends_the_wait(bench: Bench) -> None:
    """A worker that waits for its first broker hears a stop at once."""
    bench.stop.set()
    with pytest.raises(StoppedWaiting):
        bench.calls.make("init", _answers(TIMED_OUT, "never"), under_way=False)


def test_a_stop_while_a_commit_is_under_way_leaves_it_time(bench: Bench) -> None:
    """A commit in doubt is asked for again after the stop, for it may be done."""
    bench.stop.set()
    assert bench.calls.make("commit", _answers(TIMED_OUT, TIMED_OUT, "done")) == "done"


def test_the_time_out_of_the_settings_ends_the_wait_with_4() -> None:
    """Where seconds without a broker are limited, the wait ends with 4."""
    bench = Bench(0.2)
    with pytest.raises(WorkerExit) as ended:
        bench.calls.make("init", _answers(*[TIMED_OUT] * 50))
    assert ended.value.code == 4

"""Retriable calls are retried; all other errors are raised by class."""

import threading
from collections.abc import Callable

import pytest
from confluent_kafka import KafkaError, KafkaException, Producer

from tests.kafka.harness import RecordingObserver
from workers.kafka.broker_watch import BrokerWatch
from workers.kafka.producer import OutcomeProducer
from workers.kafka.retrying_calls import Calls, StoppedWaiting
from workers.kafka.watchdog import Watchdog
from workers.kafka.worker_exit import WorkerExit

TIMED_OUT = KafkaError(KafkaError._TIMED_OUT, "", False, True, False)


class Bench:
    """A `Calls` with everything it needs."""

    def __init__(self, unavailable_timeout_s: float = 0.0) -> None:
        self.observer = RecordingObserver()
        self.stop = threading.Event()
        self.watch = BrokerWatch(unavailable_timeout_s, self.observer)
        producer = OutcomeProducer(lambda: Producer({"bootstrap.servers": "127.0.0.1:1", "log_level": 0}))
        self.calls = Calls(producer, self.watch, Watchdog(), self.observer, self.stop)


@pytest.fixture
def bench() -> Bench:
    """A new bench."""
    return Bench()


def _answers(*answers: KafkaError | str) -> Callable[[float], str]:
    left = list(answers)

    def call(timeout_s: float) -> str:
        answer = left.pop(0)
        if isinstance(answer, KafkaError):
            raise KafkaException(answer)
        return answer

    return call


def test_a_timeout_is_retried_with_the_same_call(bench: Bench) -> None:
    """After two timeouts and a result, the call returns it, and the outage and its end were reported."""
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
def test_abort_and_fatal_errors_are_raised_at_once(bench: Bench, error: KafkaError) -> None:
    """The caller handles aborts and fatal errors; the call is not retried."""
    with pytest.raises(KafkaException) as raised:
        bench.calls.make("commit", _answers(error, "never"))
    assert raised.value.args[0] == error


@pytest.mark.parametrize(
    "code",
    [
        KafkaError.NOT_LEADER_FOR_PARTITION,
        KafkaError.LEADER_NOT_AVAILABLE,
        KafkaError._TRANSPORT,
        KafkaError._TIMED_OUT,
    ],
)
def test_a_query_is_repeated_although_the_client_does_not_call_its_error_retriable(bench: Bench, code: int) -> None:
    """A topic that has just been created or has a new leader must not end the worker."""
    assert bench.calls.make("ends", _answers(KafkaError(code), "done"), query=True) == "done"


@pytest.mark.parametrize("error", [KafkaError(KafkaError._FENCED, "", True), KafkaError(KafkaError._FATAL, "", True)])
def test_a_query_of_a_client_that_is_lost_is_not_repeated(bench: Bench, error: KafkaError) -> None:
    """It would fail forever."""
    with pytest.raises(KafkaException):
        bench.calls.make("ends", _answers(error, "never"), query=True)


def test_a_refusal_ends_the_worker_with_5_and_names_the_resource(bench: Bench) -> None:
    """The message names the call and its topics."""
    refused = KafkaError(KafkaError.TOPIC_AUTHORIZATION_FAILED, "", False, False, True)
    with pytest.raises(WorkerExit, match="commit of ready, rejected") as ended:
        bench.calls.make("commit", _answers(refused), touches="ready, rejected")
    assert ended.value.code == 5


def test_a_stop_with_nothing_in_progress_ends_the_wait(bench: Bench) -> None:
    """A worker that waits for its first broker stops immediately."""
    bench.stop.set()
    with pytest.raises(StoppedWaiting):
        bench.calls.make("init", _answers(TIMED_OUT, "never"), under_way=False)


def test_a_stop_during_a_commit_gives_it_time(bench: Bench) -> None:
    """A commit in doubt is retried after the stop, because it may already be done."""
    bench.stop.set()
    assert bench.calls.make("commit", _answers(TIMED_OUT, TIMED_OUT, "done")) == "done"


def test_the_configured_timeout_ends_the_wait_with_4() -> None:
    """If the time without a broker is limited, the wait ends with code 4."""
    bench = Bench(0.2)
    with pytest.raises(WorkerExit) as ended:
        bench.calls.make("init", _answers(*[TIMED_OUT] * 50))
    assert ended.value.code == 4

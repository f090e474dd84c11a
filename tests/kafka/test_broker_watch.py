"""An unavailable broker is reported at once, logged every 30 seconds, and given up after the timeout."""

import pytest
from confluent_kafka import KafkaError
from structlog.testing import capture_logs

from tests.kafka.harness import RecordingObserver
from workers.kafka.broker_watch import BrokerWatch
from workers.kafka.diagnosis import Diagnosis
from workers.kafka.worker_exit import WorkerExit

DOWN = KafkaError(KafkaError._ALL_BROKERS_DOWN)
REFUSED = KafkaError(KafkaError._TRANSPORT, "Connect to 127.0.0.1:9092 failed: Connection refused")


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """The time in seconds."""
        return self.now


def _watch(timeout_s: float = 0.0) -> tuple[BrokerWatch, Clock, RecordingObserver]:
    clock, observer = Clock(), RecordingObserver()
    watch = BrokerWatch(timeout_s, observer, clock)
    watch.answered()
    return watch, clock, observer


def test_one_line_per_thirty_seconds_without_a_broker() -> None:
    """Five minutes without a broker give ten lines with the last error text, and one line at the end."""
    watch, clock, observer = _watch()
    with capture_logs() as lines:
        watch.heard(REFUSED)
        watch.heard(DOWN)
        for _ in range(3000):
            watch.check()
            clock.now += 0.1
        watch.answered()
    away = [line for line in lines if line["log_level"] == "warning"]
    assert len(away) == 10
    assert all("Connection refused" in line["last_error"] for line in away)
    assert len(lines) == 11
    assert observer.broker_words[-1] == (True, None)


def test_a_client_that_cannot_reconnect_ends_the_worker() -> None:
    """If a broker answers a new client twice but not this worker's clients, the worker exits with code 70."""
    clock, answers = Clock(), [False, False, True, False, True, True]
    watch = BrokerWatch(0, RecordingObserver(), clock, diagnose=lambda: Diagnosis(broker_answers=answers.pop(0)))
    watch.answered()
    watch.heard(REFUSED)
    watch.heard(DOWN)

    def turn_on() -> None:
        while clock.now < 2000:
            watch.check()
            clock.now += 0.1

    with pytest.raises(WorkerExit) as ended:
        turn_on()
    assert ended.value.code == 70
    assert "a new client can reach the broker" in ended.value.message
    assert answers == []


def test_a_broker_that_just_came_back_ends_no_worker() -> None:
    """A worker whose clients reconnect a moment after a new client did keeps running."""
    clock = Clock()
    watch = BrokerWatch(0, RecordingObserver(), clock, diagnose=lambda: Diagnosis(broker_answers=True))
    watch.answered()
    for _ in range(5):
        watch.heard(DOWN)
        clock.now += 31
        watch.check()
        clock.now += 1
        watch.answered()


def test_a_short_outage_is_reported_but_not_logged() -> None:
    """A broker that is back within two seconds makes the worker unready for that time, without a log line."""
    watch, clock, observer = _watch()
    with capture_logs() as lines:
        watch.heard(DOWN)
        watch.check()
        clock.now += 1.0
        watch.check()
        watch.answered()
    assert lines == []
    assert [reachable for reachable, _ in observer.broker_words] == [True, False, True]


def test_the_timeout_ends_the_worker_with_4() -> None:
    """After the timeout the worker gives up and reports the last error."""
    watch, clock, _ = _watch(60.0)
    watch.heard(REFUSED)
    watch.heard(DOWN)
    clock.now += 59.9
    watch.check()
    clock.now += 0.2
    with pytest.raises(WorkerExit, match="Connection refused") as ended:
        watch.check()
    assert ended.value.code == 4


def test_no_timeout_means_forever() -> None:
    """With a timeout of 0 a worker waits for weeks."""
    watch, clock, _ = _watch(0.0)
    watch.heard(DOWN)
    clock.now += 1_000_000
    watch.check()
    assert watch.away


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (KafkaError(KafkaError._AUTHENTICATION, "invalid credentials"), 5),
        (KafkaError(KafkaError._SSL, "certificate verify failed"), 5),
        (KafkaError(KafkaError._FATAL, "Fatal error"), 3),
        (KafkaError(KafkaError._FENCED, "fenced", True), 3),
    ],
)
def test_a_fatal_error_ends_the_worker_at_the_next_check(error: KafkaError, code: int) -> None:
    """The error callback only stores the error; the loop's thread raises it."""
    watch, _, _ = _watch()
    watch.heard(error)
    with pytest.raises(WorkerExit) as ended:
        watch.check()
    assert ended.value.code == code


def test_a_failed_handshake_counts_as_an_unavailable_broker() -> None:
    """A TLS error other than a failed verification may come from a restarting broker, so the worker waits."""
    watch, _, _ = _watch()
    watch.heard(KafkaError(KafkaError._SSL, "SSL handshake failed: unexpected eof"))
    watch.check()
    assert "unexpected eof" in watch.last_error


def test_a_problem_that_was_found_is_reported_instead_of_the_brokers() -> None:
    """The cause that `diagnose` finds is on readiness and in the log, and goes when the outage ends."""
    clock, observer = Clock(), RecordingObserver()
    problem = "topic ready has too few in-sync replicas"
    watch = BrokerWatch(0, observer, clock, diagnose=lambda: Diagnosis(broker_answers=True, problem=problem))
    watch.answered()
    with capture_logs() as lines:
        watch.no_answer("_TIMED_OUT")
        for _ in range(3000):
            watch.check()
            clock.now += 0.1
        assert observer.reasons == {"calls": problem}
        watch.answered()
    assert observer.reasons == {}
    assert all(reachable for reachable, _ in observer.broker_words)
    assert {line.get("reason") for line in lines if line["log_level"] == "warning"} == {problem}


def test_a_problem_that_lasts_too_long_is_named_at_the_end() -> None:
    """After the configured timeout the exit says what the worker waited for."""
    clock = Clock()
    found = Diagnosis(broker_answers=True, problem="topic ready does not exist")
    watch = BrokerWatch(10.0, RecordingObserver(), clock, diagnose=lambda: found)
    watch.no_answer("_TIMED_OUT")
    watch.check()
    clock.now += 11
    with pytest.raises(WorkerExit) as ended:
        watch.check()
    assert ended.value.code == 4
    assert "topic ready does not exist" in ended.value.message


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("Failed to acquire SASL OAUTHBEARER token: Failed to connect to 127.0.0.1:1", False),
        ("Failed to acquire SASL OAUTHBEARER token: HTTP error 503", False),
        ('Failed to acquire SASL OAUTHBEARER token: {"error":"invalid_client"}', True),
        ("SASL authentication error: Authentication failed", True),
    ],
)
def test_only_an_answer_that_refuses_the_worker_is_final(text: str, refused: bool) -> None:
    """A token that could not be had is waited for; a wrong password or client is not."""
    watch, _, observer = _watch()
    watch.heard(KafkaError(KafkaError._AUTHENTICATION, text))
    if refused:
        with pytest.raises(WorkerExit) as ended:
            watch.check()
        assert ended.value.code == 5
    else:
        watch.check()
        assert "no access token" in observer.reasons["calls"]

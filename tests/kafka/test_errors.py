"""Every client error has one of four classes."""

import pytest
from confluent_kafka import KafkaError, KafkaException

from workers.kafka.errors import (
    ErrorClass,
    LastError,
    classify,
    describe,
    error_of,
    has_classic_members,
    is_broker_too_old,
    is_fatal,
    is_refused,
)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (KafkaError(KafkaError._TIMED_OUT, "", False, True, False), "retriable"),
        (KafkaError(KafkaError._TRANSPORT, "", False, True, False), "retriable"),
        (KafkaError(KafkaError.COORDINATOR_LOAD_IN_PROGRESS, "", False, True, True), "abort"),
        (KafkaError(KafkaError.UNKNOWN_MEMBER_ID, "", False, False, True), "abort"),
        (KafkaError(KafkaError.ILLEGAL_GENERATION, "", False, False, True), "abort"),
        (KafkaError(KafkaError._INCONSISTENT, "", False, False, True), "abort"),
        (KafkaError(KafkaError._FENCED, "", True, False, False), "fatal"),
        (KafkaError(KafkaError._FATAL), "fatal"),
        (KafkaError(KafkaError.TOPIC_AUTHORIZATION_FAILED, "", False, False, True), "refused"),
        (KafkaError(KafkaError.TRANSACTIONAL_ID_AUTHORIZATION_FAILED, "", True, False, False), "refused"),
        (KafkaError(KafkaError._AUTHENTICATION, "", False, True, False), "refused"),
    ],
)
def test_each_error_has_its_class(error: KafkaError, expected: ErrorClass) -> None:
    """A retriable error that also requires an abort is an abort; a refusal is a refusal regardless of its flags."""
    assert classify(error) == expected


@pytest.mark.parametrize(
    ("error", "too_old"),
    [
        (KafkaError(KafkaError.UNSUPPORTED_VERSION), True),
        (KafkaError(KafkaError._FATAL, "Fatal error: Broker: API version not supported: heartbeat"), True),
        (KafkaError(KafkaError._FATAL, "Fatal error: Broker: Static consumer fenced"), False),
        (KafkaError(KafkaError._TRANSPORT), False),
    ],
)
def test_a_broker_without_the_new_group_protocol_is_detected(error: KafkaError, too_old: bool) -> None:
    """The consumer wraps an old broker's answer in a fatal error that has the cause only as text."""
    assert is_broker_too_old(error) == too_old


@pytest.mark.parametrize(
    ("text", "refused", "classic"),
    [
        ("Fatal error: Broker: Group authorization failed: ConsumerGroupHeartbeat fatal error", True, False),
        ("Fatal error: Broker: The group id does not exist: ConsumerGroupHeartbeat fatal error", False, True),
        ("Fatal error: Broker: Static consumer fenced by other consumer", False, False),
        ("Fatal error: something else", False, False),
    ],
)
def test_a_fatal_error_has_its_cause_in_its_text(text: str, refused: bool, classic: bool) -> None:
    """A refusal, and a group with members of the other protocol, are known behind the consumer's fatal error."""
    error = KafkaError(KafkaError._FATAL, text)
    assert (is_refused(error), has_classic_members(error)) == (refused, classic)
    assert is_fatal(error)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (KafkaError._TRANSPORT, "connection failed: broker-1:9092: Connection refused"),
        (KafkaError._RESOLVE, "host name not found: broker-1:9092: Connection refused"),
        (KafkaError.GROUP_AUTHORIZATION_FAILED, "GROUP_AUTHORIZATION_FAILED: broker-1:9092: Connection refused"),
    ],
)
def test_errors_of_the_client_are_in_plain_words(code: int, words: str) -> None:
    """The client's own names are not shown, nor its repeats; names of Kafka's protocol are."""
    text = "broker-1:9092: Connection refused (after 0ms in state CONNECT, 31 identical error(s) suppressed)"
    assert describe(KafkaError(code, text)) == words


def test_a_connection_error_names_the_broker_and_its_address() -> None:
    """The client's own way to write addresses is not shown."""
    text = "localhost:1/bootstrap: Connect to ipv4#127.0.0.1:1 failed: Connection refused (after 0ms in state CONNECT)"
    error = KafkaError(KafkaError._TRANSPORT, text)
    assert describe(error) == "connection failed: localhost:1 (127.0.0.1:1): Connection refused"


def test_a_failed_connection_is_explained_by_its_own_error() -> None:
    """A call that failed for lack of a connection adds nothing to that error; any other one has it in parentheses."""
    heard = LastError()
    lost, late = (KafkaError(code, "text") for code in (KafkaError._TRANSPORT, KafkaError._MSG_TIMED_OUT))
    assert heard.explain(lost) == "connection failed: text"
    heard(KafkaError(KafkaError._RESOLVE, "broker-1:9092"))
    assert heard.explain(lost) == "host name not found: broker-1:9092"
    assert heard.explain(late) == "no answer in time: text (connection: host name not found: broker-1:9092)"


def test_a_client_exception_has_its_error() -> None:
    """The error is the exception's argument; anything else is a programming error."""
    error = KafkaError(KafkaError._TIMED_OUT)
    assert error_of(KafkaException(error)) == error
    with pytest.raises(TypeError):
        error_of(KafkaException("text"))

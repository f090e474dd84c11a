"""Every error of the client asks for one of four things."""

import pytest
from confluent_kafka import KafkaError, KafkaException

from workers.kafka.errors import ErrorClass, classify, error_of, is_broker_too_old


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
    """A retriable error that also asks for an abort is aborted; a refusal is a refusal whatever its flags."""
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
def test_a_broker_without_the_new_group_protocol_is_known_by_its_answer(error: KafkaError, too_old: bool) -> None:
    """The consumer wraps the answer of an old broker into a fatal error that has the cause only as text."""
    assert is_broker_too_old(error) == too_old


def test_an_exception_of_the_client_holds_its_error() -> None:
    """The error of an exception is what it was raised with; anything else is a mistake of ours."""
    error = KafkaError(KafkaError._TIMED_OUT)
    assert error_of(KafkaException(error)) == error
    with pytest.raises(TypeError):
        error_of(KafkaException("text"))

"""What a Kafka error asks for: the same call again, an abort, the end of the process, or a person."""

from typing import Final, Literal

from confluent_kafka import KafkaError, KafkaException

from workers.kafka.worker_exit import WorkerExit

ErrorClass = Literal["retriable", "abort", "fatal", "refused"]

_REFUSED: Final = frozenset(
    {
        KafkaError._AUTHENTICATION,
        KafkaError.SASL_AUTHENTICATION_FAILED,
        KafkaError.UNSUPPORTED_SASL_MECHANISM,
        KafkaError.TOPIC_AUTHORIZATION_FAILED,
        KafkaError.GROUP_AUTHORIZATION_FAILED,
        KafkaError.CLUSTER_AUTHORIZATION_FAILED,
        KafkaError.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
    }
)

UNDECODABLE: Final = frozenset({KafkaError._BAD_COMPRESSION, KafkaError._BAD_MSG})
"""Errors of a batch that the client can never deliver, however often it is fetched."""

FENCED: Final = frozenset(
    {
        KafkaError._FENCED,
        KafkaError.PRODUCER_FENCED,
        KafkaError.INVALID_PRODUCER_EPOCH,
        KafkaError.FENCED_INSTANCE_ID,
        KafkaError.UNRELEASED_INSTANCE_ID,
    }
)
"""Errors that say another process took this worker's identity."""

_TOO_OLD: Final = (KafkaError.UNSUPPORTED_VERSION, KafkaError._UNSUPPORTED_FEATURE)
_TOO_OLD_TEXTS: Final = tuple(KafkaError(code).str() for code in _TOO_OLD)


def is_fatal(error: KafkaError) -> bool:
    """The client that met `error` is of no more use. The consumer says so once, by a code and without the flag."""
    return error.fatal() or error.code() == KafkaError._FATAL


def is_broker_too_old(error: KafkaError) -> bool:
    """The broker does not know the group protocol 'consumer'; the consumer gives the cause of a fatal error as text."""
    if error.code() in _TOO_OLD:
        return True
    return error.code() == KafkaError._FATAL and any(text in error.str() for text in _TOO_OLD_TEXTS)


def is_refused(error: KafkaError) -> bool:
    """The broker refuses the worker (or the worker the broker's certificate): trying again cannot help."""
    code = error.code()
    # Of the TLS errors only a failed verification is certain: others also come from a broker that is just going away.
    return code in _REFUSED or (code == KafkaError._SSL and "verify failed" in error.str())


def classify(error: KafkaError) -> ErrorClass:
    """What to do about `error` of a transactional call.

    `refused` ends the process with 5, `fatal` with 3, `abort` takes the batch back and reads it again, `retriable`
    must be answered by the same call again: an abort after a time-out conflicts with the call still under way.
    """
    if is_refused(error):
        return "refused"
    if is_fatal(error):
        return "fatal"
    if not error.txn_requires_abort() and error.retriable():
        return "retriable"
    return "abort"


def exit_for(error: KafkaError, where: str) -> WorkerExit:
    """The end of the worker that `error`, which no retry mends, means at `where` (a call, a topic, the connection)."""
    if is_refused(error):
        return WorkerExit(5, f"the broker refuses this worker, {where}: {describe(error)}")
    return WorkerExit(3, f"this worker may not go on, {where}: {describe(error)}")


def error_of(raised: KafkaException) -> KafkaError:
    """The error inside an exception of the client."""
    error = raised.args[0]
    if not isinstance(error, KafkaError):
        raise TypeError(f"a client exception without an error: {type(error).__name__}")
    return error


def describe(error: KafkaError) -> str:
    """Name and text of an error, for a log line: client texts name brokers, topics and groups, never a record."""
    return f"{error.name()}: {error.str()}"


class LastError:
    """The last connection error of a client, which says more than the time-out of the call that it made fail."""

    def __init__(self) -> None:
        self._error: KafkaError | None = None

    def __call__(self, error: KafkaError) -> None:
        """The client's error callback."""
        if error.code() != KafkaError._ALL_BROKERS_DOWN:
            self._error = error

    def explain(self, error: KafkaError) -> str:
        """The error of a call, and the connection error behind it where there is one."""
        if self._error is None:
            return describe(error)
        return f"{describe(error)} (connection: {describe(self._error)})"

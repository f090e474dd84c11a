"""How to respond to a Kafka error: retry the call, abort, end the process, or ask the operator."""

import re
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

MISSING: Final = frozenset({KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError._UNKNOWN_TOPIC})
"""Errors that mean that a topic does not exist."""

UNDECODABLE: Final = frozenset({KafkaError._BAD_COMPRESSION, KafkaError._BAD_MSG})
"""Errors for a batch that the client cannot decode, no matter how often it is fetched."""

FENCED: Final = frozenset(
    {
        KafkaError._FENCED,
        KafkaError.PRODUCER_FENCED,
        KafkaError.INVALID_PRODUCER_EPOCH,
        KafkaError.FENCED_INSTANCE_ID,
        KafkaError.UNRELEASED_INSTANCE_ID,
    }
)
"""Errors that mean another process took over this worker's identity."""

_REPEATS: Final = re.compile(r" \(after \d+ms in state [A-Z_-]+(?:, \d+ identical error\(s\) suppressed)?\)")
"""What the client adds to a connection error for its own developers."""

_CONNECT: Final = re.compile(r"/(?:bootstrap|\d+): Connect to ipv[46]#(\S+) failed: ")
"""How the client says which of a broker's addresses it could not connect to."""

_PLAIN: Final = {
    KafkaError._TRANSPORT: "connection failed",
    KafkaError._TIMED_OUT: "no answer in time",
    KafkaError._MSG_TIMED_OUT: "no answer in time",
    KafkaError._RESOLVE: "host name not found",
    KafkaError._SSL: "TLS failed",
    KafkaError._AUTHENTICATION: "authentication failed",
    KafkaError._ALL_BROKERS_DOWN: "no broker can be reached",
}
"""The client's own errors that an operator meets. The other names are those of Kafka's protocol, or rare."""

_NO_TOKEN: Final = "Failed to acquire SASL OAUTHBEARER token"

_TOO_OLD: Final = frozenset({KafkaError.UNSUPPORTED_VERSION, KafkaError._UNSUPPORTED_FEATURE})
_OTHER_PROTOCOL: Final = KafkaError.GROUP_ID_NOT_FOUND

_BY_TEXT: Final = {KafkaError(code).str(): code for code in (*_REFUSED, *_TOO_OLD, *FENCED, _OTHER_PROTOCOL)}


def cause_code(error: KafkaError) -> int:
    """The code of `error`, or of what caused it: a fatal error of the consumer has its cause only in its text."""
    if error.code() != KafkaError._FATAL:
        return error.code()
    text = error.str()
    return next((code for known, code in _BY_TEXT.items() if known in text), error.code())


def is_fatal(error: KafkaError) -> bool:
    """Whether the client is unusable after `error`. The consumer reports this once, as a code without the flag."""
    return error.fatal() or error.code() == KafkaError._FATAL


def is_broker_too_old(error: KafkaError) -> bool:
    """Whether the broker lacks the group protocol 'consumer'."""
    return cause_code(error) in _TOO_OLD


def has_classic_members(error: KafkaError) -> bool:
    """Whether the group cannot change to the protocol 'consumer' as long as its classic members are there."""
    return cause_code(error) == _OTHER_PROTOCOL


def is_token_outage(error: KafkaError) -> bool:
    """Whether the endpoint that issues OAuth tokens gave none, without an answer that refuses this worker."""
    text = error.str()
    return error.code() == KafkaError._AUTHENTICATION and _NO_TOKEN in text and '"error"' not in text


def is_refused(error: KafkaError) -> bool:
    """Whether the broker refused the worker, or the worker the broker's certificate: a retry cannot help."""
    if is_token_outage(error):
        return False
    code = cause_code(error)
    # Only a failed verification is certain among TLS errors: a broker that is shutting down causes the others too.
    return code in _REFUSED or (code == KafkaError._SSL and "verify failed" in error.str())


def classify(error: KafkaError) -> ErrorClass:
    """How to respond to an `error` from a transactional call.

    `refused` ends the process with exit code 5, `fatal` with 3. `abort` aborts the transaction and retries the batch.
    `retriable` requires the same call again: an abort after a timeout conflicts with the call still in progress.
    """
    if is_refused(error):
        return "refused"
    if is_fatal(error):
        return "fatal"
    if not error.txn_requires_abort() and error.retriable():
        return "retriable"
    return "abort"


def exit_for(error: KafkaError, where: str) -> WorkerExit:
    """The exit for an `error` that a retry cannot fix; `where` names the call, the topic or the connection."""
    if is_refused(error):
        return WorkerExit(5, f"refused by the broker ({where}): {describe(error)}")
    return WorkerExit(3, f"fatal Kafka error ({where}): {describe(error)}")


def error_of(raised: KafkaException) -> KafkaError:
    """The error inside an exception of the client."""
    error = raised.args[0]
    if not isinstance(error, KafkaError):
        raise TypeError(f"a client exception without an error: {type(error).__name__}")
    return error


def describe(error: KafkaError) -> str:
    """What failed, for a log line; client texts name brokers, topics and groups, never record data."""
    text = _CONNECT.sub(r" (\1): ", _REPEATS.sub("", error.str()))
    return f"{_PLAIN.get(error.code(), error.name())}: {text}"


class LastError:
    """The last connection error of a client, which explains more than the timeout of the call that failed."""

    def __init__(self) -> None:
        self._error: KafkaError | None = None

    def __call__(self, error: KafkaError) -> None:
        """Handle the client's error callback."""
        if error.code() != KafkaError._ALL_BROKERS_DOWN:
            self._error = error

    def explain(self, error: KafkaError) -> str:
        """The error of a call, with the connection error behind it if there is one."""
        if self._error is None:
            return describe(error)
        if error.code() == KafkaError._TRANSPORT:
            return describe(self._error)
        return f"{describe(error)} (connection: {describe(self._error)})"

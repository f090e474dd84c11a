"""Converts the client's message to a value. Whatever the client cannot read becomes a fault, never an exception.

Brokers check little of what a producer writes: header names can be any bytes, and a timestamp can be any number. The
client raises when it converts such data to a Python value, and an exception here would block the partition.
"""

from collections.abc import Callable
from operator import methodcaller
from typing import Any, Final

from confluent_kafka import TIMESTAMP_NOT_AVAILABLE, Message

from workers.kafka.record import Fault, Headers, InputRecord

_LATEST_MS: Final = 253_402_300_799_999
"""The last millisecond of the year 9999, in milliseconds since 1970 UTC."""

_NOT_SET_MS: Final = -1

# For a header name that is not UTF-8 the client returns a list with a null pointer in it and an exception pending. A
# call written as `message.headers()` checks for that only until the interpreter specializes it; from then on the list
# is returned, touching the null pointer can kill the process, and the exception appears at some later instruction.
# A call by way of C always checks. It is made once: the client keeps the list, and a second call returns it unchecked.
_headers_of: Final[Callable[[Message], Any]] = methodcaller("headers")


def read_record(message: Message, topic: str, partition: int, offset: int) -> InputRecord:
    """The message as a value, with `fault` set if a part of it cannot be read; call this once per message.

    Every part that the client can read is kept byte for byte. The caller has already read topic, partition and offset.
    """
    fault: Fault | None = None
    headers: Headers = ()
    key: bytes | None = None
    value: bytes | None = None
    timestamp_ms: int | None = None
    try:
        if found := _headers_of(message):
            headers = tuple(found)
    except Exception:  # noqa: BLE001 (read the other parts whatever the client raises)
        fault = "headers"
    try:
        value = message.value()
    except Exception:  # noqa: BLE001
        fault = fault or "value"
    try:
        key = message.key()
    except Exception:  # noqa: BLE001
        fault = fault or "key"
    try:
        kind, timestamp = message.timestamp()
        if kind != TIMESTAMP_NOT_AVAILABLE and timestamp != _NOT_SET_MS:
            if 0 <= timestamp <= _LATEST_MS:
                timestamp_ms = timestamp
            else:
                fault = fault or "timestamp"
    except Exception:  # noqa: BLE001
        fault = fault or "timestamp"
    return InputRecord(
        topic=topic,
        partition=partition,
        offset=offset,
        timestamp_ms=timestamp_ms,
        key=key,
        value=value,
        headers=headers,
        fault=fault,
    )

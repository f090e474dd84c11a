"""Record batches as clients of other languages write them, byte for byte: what this client would refuse to produce."""

import socket
import struct
import time
from collections.abc import Sequence
from typing import Final

from schemas.value import value

RawHeaders = Sequence[tuple[bytes, bytes | None]]

_PRODUCE: Final = 0
_PRODUCE_VERSION: Final = 7
_ALL_REPLICAS: Final = -1
_TIMEOUT_MS: Final = 10_000
_TRIES: Final = 200
_NO_LEADER_YET: Final = frozenset({3, 5, 6})
_POLYNOMIAL: Final = 0x82F63B78
_NO_PRODUCER: Final = (-1, -1, -1)


@value
class RawRecord:
    """One record to write, with header names as bytes; `timestamp_ms` None is now."""

    key: bytes | None
    value: bytes | None
    headers: RawHeaders = ()
    timestamp_ms: int | None = None


def produce_raw(address: str, topic: str, partition: int, record: RawRecord) -> None:
    """Writes `record` in a batch of its own; raises `RuntimeError` where the broker refuses it.

    A topic that was just created may have no leader yet: then the request is sent again.
    """
    for _ in range(_TRIES):
        code = _produce(address, topic, partition, _batch(record))
        if code not in _NO_LEADER_YET:
            break
        time.sleep(0.05)
    if code != 0:
        raise RuntimeError(f"the broker refuses the batch with error {code}")


def _produce(address: str, topic: str, partition: int, batch: bytes) -> int:
    """Sends one Produce request; the error code of its answer, 0 for none."""
    name = topic.encode()
    body = struct.pack(">hhii", -1, _ALL_REPLICAS, _TIMEOUT_MS, 1)
    body += struct.pack(">h", len(name)) + name + struct.pack(">iii", 1, partition, len(batch)) + batch
    request = struct.pack(">hhih", _PRODUCE, _PRODUCE_VERSION, 1, 3) + b"raw" + body
    host, port = address.split(":")
    with socket.create_connection((host, int(port)), 10) as connection:
        connection.sendall(struct.pack(">i", len(request)) + request)
        answers = connection.makefile("rb")
        (length,) = struct.unpack(">i", answers.read(4))
        answer = answers.read(length)
    # Correlation id, number of topics, name, number of partitions, partition; then the error code.
    at = 4 + 4 + 2 + len(name) + 4 + 4
    (code,) = struct.unpack(">h", answer[at : at + 2])
    return int(code)


def _batch(record: RawRecord) -> bytes:
    timestamp = int(time.time() * 1000) if record.timestamp_ms is None else record.timestamp_ms
    headers = b"".join(_varint(len(name)) + name + _bytes(content) for name, content in record.headers)
    body = b"\0" + _varint(0) + _varint(0) + _bytes(record.key) + _bytes(record.value)
    body += _varint(len(record.headers)) + headers
    content = struct.pack(">hiqqqhii", 0, 0, timestamp, timestamp, *_NO_PRODUCER, 1) + _varint(len(body)) + body
    return struct.pack(">qiibI", 0, len(content) + 9, -1, 2, _crc32c(content)) + content


def _bytes(content: bytes | None) -> bytes:
    return _varint(-1) if content is None else _varint(len(content)) + content


def _varint(number: int) -> bytes:
    rest = number << 1 if number >= 0 else (-number << 1) - 1
    encoded = bytearray()
    while rest > 127:
        encoded.append(rest & 127 | 128)
        rest >>= 7
    return bytes(encoded) + bytes([rest])


def _crc32c(content: bytes) -> int:
    state = 0xFFFFFFFF
    for byte in content:
        state ^= byte
        for _ in range(8):
            state = state >> 1 ^ (_POLYNOMIAL if state & 1 else 0)
    return state ^ 0xFFFFFFFF

"""Message framing for a pipe: each message starts with a marker, a length and a checksum.

A process can be killed while it writes, so a partial message must be recognizable.
"""

import struct
import zlib
from typing import Final

MAX_FRAME_BYTES: Final = 8 * 1024 * 1024
"""Maximum message size; a longer one is rejected before it is read."""

_MARK: Final = b"CWf1"
_HEADER: Final = struct.Struct(">4sII")


class BrokenFrame(Exception):
    """The pipe contains data that is not a message; nothing after it can be read."""


def write_frame(body: bytes, max_bytes: int = MAX_FRAME_BYTES) -> bytes:
    """The message with its frame header.

    Raises:
        ValueError: the message is larger than `max_bytes`.
    """
    if len(body) > max_bytes:
        raise ValueError("the message is too large for the pipe")
    return _HEADER.pack(_MARK, len(body), zlib.crc32(body)) + body


class FrameReader:
    """Assembles messages of at most `max_bytes` from a pipe's chunks; buffers at most one incomplete message."""

    def __init__(self, max_bytes: int = MAX_FRAME_BYTES) -> None:
        self._max_bytes = max_bytes
        self._buffer = bytearray()

    def feed(self, piece: bytes) -> list[bytes]:
        """The messages completed by this chunk, in order.

        Raises:
            BrokenFrame: the marker, the length or the checksum is wrong.
        """
        self._buffer += piece
        whole: list[bytes] = []
        while len(self._buffer) >= _HEADER.size:
            mark, length, checksum = _HEADER.unpack_from(self._buffer)
            if mark != _MARK:
                raise BrokenFrame("expected the start of a message")
            if length > self._max_bytes:
                raise BrokenFrame(f"message too large ({length:,} bytes)")
            if len(self._buffer) < _HEADER.size + length:
                break
            body = bytes(self._buffer[_HEADER.size : _HEADER.size + length])
            if zlib.crc32(body) != checksum:
                raise BrokenFrame("message checksum does not match")
            del self._buffer[: _HEADER.size + length]
            whole.append(body)
        return whole

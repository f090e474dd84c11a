"""Messages over a pipe that may end in the middle of one: each has a mark, a length and a checksum in front.

A process can be killed while it writes. What it left behind is either a whole message or recognisably none.
"""

import struct
import zlib
from typing import Final

MAX_FRAME_BYTES: Final = 8 * 1024 * 1024
"""No message of a worker process is larger; one that claims to be is refused before it is read."""

_MARK: Final = b"CWf1"
_HEADER: Final = struct.Struct(">4sII")


class BrokenFrame(Exception):
    """What came over the pipe is no message; nothing that follows can be read either."""


def write_frame(body: bytes) -> bytes:
    """The message as it goes over the pipe.

    Raises:
        ValueError: it is larger than `MAX_FRAME_BYTES`.
    """
    if len(body) > MAX_FRAME_BYTES:
        raise ValueError("the message is too large for the pipe")
    return _HEADER.pack(_MARK, len(body), zlib.crc32(body)) + body


class FrameReader:
    """Puts messages together from the pieces a pipe gives; holds at most one that is not whole."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, piece: bytes) -> list[bytes]:
        """The messages that are whole with this piece, in order.

        Raises:
            BrokenFrame: the mark, the length or the checksum is wrong.
        """
        self._buffer += piece
        whole: list[bytes] = []
        while len(self._buffer) >= _HEADER.size:
            mark, length, checksum = _HEADER.unpack_from(self._buffer)
            if mark != _MARK:
                raise BrokenFrame("no message begins here")
            if length > MAX_FRAME_BYTES:
                raise BrokenFrame(f"a message of {length} bytes is too large")
            if len(self._buffer) < _HEADER.size + length:
                break
            body = bytes(self._buffer[_HEADER.size : _HEADER.size + length])
            if zlib.crc32(body) != checksum:
                raise BrokenFrame("the checksum of a message is wrong")
            del self._buffer[: _HEADER.size + length]
            whole.append(body)
        return whole

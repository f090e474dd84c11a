"""Messages over a pipe that may end in mid-message."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.processes.pipe_frames import MAX_FRAME_BYTES, BrokenFrame, FrameReader, write_frame


@given(st.lists(st.binary(max_size=300), max_size=6), st.integers(1, 50), st.integers(0, 400))
def test_messages_are_reassembled_from_any_chunks(bodies: list[bytes], piece: int, cut: int) -> None:
    """Every complete message is read, in order; one cut off at the end is not."""
    stream = b"".join(write_frame(body) for body in bodies)
    stream = stream[: max(0, len(stream) - cut)]
    reader = FrameReader()
    read: list[bytes] = []
    for start in range(0, len(stream), piece):
        read += reader.feed(stream[start : start + piece])
    whole: list[bytes] = []
    left = len(stream)
    for body in bodies:
        left -= len(write_frame(body))
        if left < 0:
            break
        whole.append(body)
    assert read == whole


@given(st.binary(min_size=12, max_size=200), st.integers(0, 7), st.data())
def test_a_message_with_a_flipped_bit_is_never_accepted(body: bytes, bit: int, data: st.DataObject) -> None:
    """No matter which bit is flipped, no wrong message is returned."""
    frame = bytearray(write_frame(body))
    frame[data.draw(st.integers(0, len(frame) - 1))] ^= 1 << bit
    reader = FrameReader()
    with contextlib.suppress(BrokenFrame):
        assert reader.feed(bytes(frame)) == []


def test_a_message_over_the_limit_is_rejected_before_it_is_read() -> None:
    """A length field cannot make the parent buffer more than the limit."""
    frame = bytearray(write_frame(b"x"))
    frame[4:8] = (MAX_FRAME_BYTES + 1).to_bytes(4, "big")
    with pytest.raises(BrokenFrame, match="too large"):
        FrameReader().feed(bytes(frame))
    with pytest.raises(ValueError, match="too large"):
        write_frame(b"x" * (MAX_FRAME_BYTES + 1))

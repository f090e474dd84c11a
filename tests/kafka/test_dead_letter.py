"""A dead letter is the unchanged record plus the reason."""

import pytest

from workers.kafka.dead_letter import (
    ATTEMPTS,
    FIELD,
    REASON,
    build_batch_pointer,
    build_dead_letter,
    headers_for_replay,
    record_size,
)
from workers.kafka.record import Headers, InputRecord


def _record(value: bytes | None = b"bytes", headers: Headers = (), key: bytes | None = b"key") -> InputRecord:
    return InputRecord(topic="in", partition=3, offset=77, timestamp_ms=1, key=key, value=value, headers=headers)


@pytest.mark.parametrize("key", [b"key", b"", None])
@pytest.mark.parametrize("value", [b"\x00\x01", b"", None])
def test_key_value_and_headers_are_kept_byte_for_byte(key: bytes | None, value: bytes | None) -> None:
    """Key, value and headers are unchanged, even repeated and empty ones, and precede the added headers."""
    headers: Headers = (("traceparent", b"00-a"), ("x", None), ("x", b"\xff"))
    letter = build_dead_letter(_record(value, headers, key), "malformed", None, stage="decode", max_bytes=10_000)
    assert (letter.kind, letter.key, letter.value) == ("dead_letter", key, value)
    assert letter.headers[:3] == headers
    assert dict(letter.headers[3:]) == {
        "__connect.errors.topic": b"in",
        "__connect.errors.partition": b"3",
        "__connect.errors.offset": b"77",
        "__connect.errors.stage": b"decode",
        "__connect.errors.exception.class.name": b"malformed",
        REASON: b"malformed",
        ATTEMPTS: b"1",
    }


def test_the_field_is_named_if_there_is_one() -> None:
    """A dead letter caused by a field names its path."""
    letter = build_dead_letter(_record(), "value-out-of-range", "patient.birth_date", stage="decode", max_bytes=10_000)
    assert dict(letter.headers)[FIELD] == b"patient.birth_date"


@pytest.mark.parametrize(
    ("sent", "counted"), [(b"1", b"2"), (b"41", b"42"), (b"", b"1"), (b"-3", b"1"), (b"9" * 400, b"1"), (None, b"1")]
)
def test_a_replay_counts_one_more(sent: bytes | None, counted: bytes) -> None:
    """The attempt count is increased by one; an invalid count is treated as zero."""
    letter = build_dead_letter(_record(headers=((ATTEMPTS, sent),)), "truncated", None, stage="decode", max_bytes=9999)
    assert [content for name, content in letter.headers if name == ATTEMPTS] == [counted]


def test_a_replayed_letter_has_its_own_headers_and_the_attempts() -> None:
    """For a replay, all headers that the worker added are removed, except the attempt count."""
    own: Headers = (("traceparent", b"00-a"),)
    letter = build_dead_letter(_record(headers=own), "truncated", "total", stage="decode", max_bytes=10_000)
    assert headers_for_replay(letter.headers) == (*own, (ATTEMPTS, b"1"))


def test_a_record_that_does_not_fit_becomes_a_pointer() -> None:
    """A record larger than the topic's limit becomes an empty value with its key, headers and reason."""
    letter = build_dead_letter(_record(bytes(5000)), "too-large", None, stage="decode", max_bytes=4000)
    assert (letter.key, letter.value) == (b"key", b"")
    assert dict(letter.headers)[REASON] == b"too-large"
    assert record_size(letter) <= 4000


def test_a_pointer_drops_a_giant_key() -> None:
    """Even with a key or headers of the size of the topic's limit, the pointer fits."""
    headers: Headers = (("x", bytes(3000)),)
    record = _record(bytes(5000), headers, bytes(3000))
    letter = build_dead_letter(record, "too-large", None, stage="decode", max_bytes=4000)
    assert (letter.key, letter.value) == (None, b"")
    assert record_size(letter) <= 4000


def test_a_pointer_for_a_batch_names_its_first_and_last_offset() -> None:
    """One pointer is the outcome of every offset in a batch that could not be decoded."""
    pointer = build_batch_pointer("in", 2, 1000, 1050)
    headers = dict(pointer.headers)
    assert (pointer.key, pointer.value) == (None, b"")
    assert headers["claims.dead-letter.first-offset"] == headers["__connect.errors.offset"] == b"1000"
    assert headers["claims.dead-letter.last-offset"] == b"1050"
    assert headers[REASON] == b"undecodable-batch"

"""A record that could not be processed is kept unchanged, with headers that say why."""

from typing import Final

from workers.kafka.record import Headers, InputRecord, OutputRecord

ATTEMPTS: Final = "claims.dead-letter.attempts"
REASON: Final = "claims.dead-letter.reason"
FIELD: Final = "claims.dead-letter.field"
FIRST_OFFSET: Final = "claims.dead-letter.first-offset"
LAST_OFFSET: Final = "claims.dead-letter.last-offset"

_CONNECT_PREFIX: Final = "__connect.errors."
_OWN_PREFIX: Final = "claims.dead-letter."

# Wire overhead beyond key, value and headers: lengths, offsets and batch framing.
_RECORD_OVERHEAD: Final = 160
_HEADER_OVERHEAD: Final = 10


def build_dead_letter(
    record: InputRecord, reason: str, field: str | None, *, stage: str, max_bytes: int
) -> OutputRecord:
    """The dead letter for `record`: key, value and headers byte for byte, plus the reason.

    See schemas/CONTRACT.md, "Dead letters".

    `reason` is a reason from the contract, `field` a path in the event or None, `stage` the step that failed.
    If the record does not fit in `max_bytes` (the topic's limit), it becomes a pointer: an empty value, and as much
    of the original headers and key as fits.
    """
    added = _added_headers(record, reason, field, stage)
    kept = tuple(header for header in record.headers if header[0] != ATTEMPTS)
    whole = OutputRecord(kind="dead_letter", key=record.key, value=record.value, headers=kept + added)
    if record_size(whole) <= max_bytes:
        return whole
    return build_pointer(record, reason, field, stage=stage, max_bytes=max_bytes)


def build_pointer(record: InputRecord, reason: str, field: str | None, *, stage: str, max_bytes: int) -> OutputRecord:
    """A pointer in place of a record that is too large to keep; it gives the position of the original."""
    added = _added_headers(record, reason, field, stage)
    kept = tuple(header for header in record.headers if header[0] != ATTEMPTS)
    pointer = OutputRecord(kind="dead_letter", key=record.key, value=b"", headers=kept + added)
    if record_size(pointer) <= max_bytes:
        return pointer
    # Reached only with megabyte-sized headers or key; position and reason are what a person needs.
    return OutputRecord(kind="dead_letter", key=None, value=b"", headers=added)


def build_batch_pointer(topic: str, partition: int, first_offset: int, last_offset: int) -> OutputRecord:
    """One pointer for a batch that the client cannot decode: the outcome of every offset from first to last."""
    record = undeliverable_record(topic, partition, first_offset)
    added = (
        *_added_headers(record, "undecodable-batch", None, "fetch"),
        (FIRST_OFFSET, b"%d" % first_offset),
        (LAST_OFFSET, b"%d" % last_offset),
    )
    return OutputRecord(kind="dead_letter", key=None, value=b"", headers=added)


def undeliverable_record(topic: str, partition: int, offset: int) -> InputRecord:
    """A placeholder for a record that could not be read: only its position is known."""
    return InputRecord(
        topic=topic, partition=partition, offset=offset, timestamp_ms=None, key=None, value=None, headers=()
    )


def headers_for_replay(headers: Headers) -> Headers:
    """The headers for replaying a dead letter: its original headers plus the attempt count."""
    return tuple(
        (name, content)
        for name, content in headers
        if name == ATTEMPTS or not name.startswith((_CONNECT_PREFIX, _OWN_PREFIX))
    )


def is_pointer(letter: InputRecord) -> bool:
    """Whether a dead letter does not hold the value of its original; an original without a value is `not-framed`."""
    return not letter.value and header_text(letter.headers, REASON) != "not-framed"


def header_text(headers: Headers, name: str) -> str | None:
    """The text of the last header with this name; None if there is none, or one without content."""
    for key, content in reversed(headers):
        if key == name and content is not None:
            return content.decode("utf-8", "replace")
    return None


def record_size(record: OutputRecord) -> int:
    """An upper bound on the record's wire size in bytes, uncompressed, including batch framing."""
    headers = sum(len(name.encode()) + len(content or b"") + _HEADER_OVERHEAD for name, content in record.headers)
    return _RECORD_OVERHEAD + len(record.key or b"") + len(record.value or b"") + headers


def _added_headers(record: InputRecord, reason: str, field: str | None, stage: str) -> Headers:
    added: list[tuple[str, bytes | None]] = [
        (_CONNECT_PREFIX + "topic", record.topic.encode()),
        (_CONNECT_PREFIX + "partition", b"%d" % record.partition),
        (_CONNECT_PREFIX + "offset", b"%d" % record.offset),
        (_CONNECT_PREFIX + "stage", stage.encode()),
        # Kafka Connect tools group dead letters by this header; our reasons take the place of exception classes.
        (_CONNECT_PREFIX + "exception.class.name", reason.encode()),
        (REASON, reason.encode()),
    ]
    if field is not None:
        added.append((FIELD, field.encode()))
    added.append((ATTEMPTS, b"%d" % (_earlier_attempts(record.headers) + 1)))
    return tuple(added)


def _earlier_attempts(headers: Headers) -> int:
    for name, content in headers:
        if name == ATTEMPTS:
            # The header is untrusted input: anything but a small number counts as the first attempt.
            return int(content) if content is not None and content.isdigit() and len(content) < 10 else 0
    return 0

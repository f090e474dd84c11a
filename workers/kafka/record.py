"""What goes through the loop: a record read, the record to write for it, and the outcome that joins them."""

from typing import Literal, Protocol

from schemas.value import value
from workers.pipeline.outcome import Outcome

Headers = tuple[tuple[str, bytes | None], ...]


@value
class InputRecord:
    """One record as it was read, at one position of one partition; `timestamp_ms` is in milliseconds since 1970 UTC."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int | None
    key: bytes | None
    value: bytes | None
    headers: Headers


@value
class OutputRecord:
    """One record to write; `kind` says to which of the three outcome topics."""

    kind: Literal["ready", "rejected", "dead_letter"]
    key: bytes | None
    value: bytes | None
    headers: Headers


@value
class Processed:
    """What became of one record: the outcome that is counted and the bytes that are written."""

    outcome: Outcome
    output: OutputRecord


class TryLater(Exception):
    """A service that a record's outcome needs gives no answer now; the same record is to be tried again.

    The text is for an operator: it names the service, never anything of the record.
    """


class Processor(Protocol):
    """Turns one record into its outcome; all the loop knows of encounters and claims."""

    def __call__(self, record: InputRecord) -> Processed:
        """Exactly one outcome; raises `TryLater`, or where the worker itself is broken."""
        ...

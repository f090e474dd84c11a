"""The values that pass through the loop: a record read, the record to write, and its outcome."""

from collections.abc import Iterator, Sequence
from typing import Literal, Protocol

from schemas.value import value
from workers.pipeline.outcome import Outcome

Headers = tuple[tuple[str, bytes | None], ...]

Fault = Literal["headers", "key", "value", "timestamp"]
"""A part of a Kafka record that the client cannot read."""


@value
class InputRecord:
    """One record as read from a partition; `timestamp_ms` is in milliseconds since 1970 UTC.

    `fault` names the first part that could not be read. That part is empty here, and the record is a dead letter.
    """

    topic: str
    partition: int
    offset: int
    timestamp_ms: int | None
    key: bytes | None
    value: bytes | None
    headers: Headers
    fault: Fault | None = None


@value
class OutputRecord:
    """One record to write; `kind` selects one of the three outcome topics."""

    kind: Literal["ready", "rejected", "dead_letter"]
    key: bytes | None
    value: bytes | None
    headers: Headers


@value
class Processed:
    """The result for one record: the outcome to count and the bytes to write."""

    outcome: Outcome
    output: OutputRecord


class TryLater(Exception):
    """A required service is unavailable; retry the same record later.

    The message is for the operator: it names the service and never contains record data.
    """


class Processor(Protocol):
    """Turns one record into its outcome; the only thing the loop knows about encounters and claims."""

    def __call__(self, record: InputRecord) -> Processed:
        """Return exactly one outcome; raises `TryLater`, or any other exception for an internal error."""
        ...

    def batch(self, records: Sequence[InputRecord]) -> Iterator[Processed]:
        """The outcome of each record, in order; raises what the call with that record raises, when its turn comes.

        It may work ahead of the outcomes that were taken.
        """
        ...

"""Some bytes are no encounter event: what is said of them, without a word of what they hold."""

from typing import Literal

DeadLetterReason = Literal[
    "not-framed",
    "schema-unknown",
    "schema-not-released",
    "too-large",
    "truncated",
    "trailing-bytes",
    "malformed",
    "value-out-of-range",
    "value-not-supported",
    "undecodable-batch",
    "outcome-too-large",
]
"""Why bytes cannot be read as an encounter event, or their outcome cannot be written (contract section 6)."""


class Unreadable(Exception):
    """The bytes, or the JSON, are no encounter event.

    `reason` is one of `DeadLetterReason`; `field` the path of the value at fault, where there is one; `expected` says
    what form a value should have. None of them ever holds a value that was sent.
    """

    def __init__(self, reason: DeadLetterReason, field: str | None = None, expected: str | None = None) -> None:
        super().__init__(reason, field, expected)
        self.reason: DeadLetterReason = reason
        self.field = field
        self.expected = expected

"""Why a value cannot be read as an encounter event, without repeating anything of its content."""

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
    "worker-failed",
]
"""Reasons of dead letters (schemas/CONTRACT.md, "Dead letters")."""


class Unreadable(Exception):
    """The bytes, or the JSON, are not an encounter event.

    `reason` is one of `DeadLetterReason`; `field` is the path of the value at fault, if there is one; `expected` is the
    form that the value should have. None of them ever contains a value that was sent.
    """

    def __init__(self, reason: DeadLetterReason, field: str | None = None, expected: str | None = None) -> None:
        super().__init__(reason, field, expected)
        self.reason: DeadLetterReason = reason
        self.field = field
        self.expected = expected

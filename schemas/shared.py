"""A tuple that many outcomes have in common is encoded once."""

from typing import TypeVar

T = TypeVar("T")


class Shared(tuple[T, ...]):
    """A tuple that many outcomes share. Whoever writes it first keeps its bytes with it.

    It is always written as the same Avro type; it is equal to a plain tuple of the same items.
    """

    encoded: bytes | None = None
    """Its Avro bytes; None until it was written."""

"""A tuple that many outcomes have in common is encoded once."""

from typing import TypeVar

T = TypeVar("T")


class Shared(tuple[T, ...]):
    """A tuple that many outcomes share; its encoded bytes are kept with it after the first use.

    It is always written as the same Avro type; it is equal to a plain tuple of the same items.
    """

    encoded: bytes | None = None
    """Its Avro bytes; None until it was written."""

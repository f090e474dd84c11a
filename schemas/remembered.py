"""Remembers what was made of values that come again and again; what it answers depends on the key alone."""

from typing import Final, Generic, TypeVar

MOST_REMEMBERED: Final = 4096
"""Senders choose what comes, so that everything is forgotten when so many answers are kept."""
MOST_REMEMBERED_BYTES: Final = 1024
"""The longest bytes that are worth keeping: with them, all answers together take a few megabytes."""

K = TypeVar("K")
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """A bounded number of answers by key. `known` is read directly, because a call would cost as much again."""

    __slots__ = ("known",)

    def __init__(self) -> None:
        self.known: dict[K, V] = {}

    def keep(self, key: K, answer: V) -> None:
        """Keep an answer for the next time."""
        if len(self.known) >= MOST_REMEMBERED:
            self.known.clear()
        self.known[key] = answer

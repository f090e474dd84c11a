"""The segments of a transaction set that belong together, each with its loop."""

from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from schemas.interchange.conversion import RefusalReason

MOST_SEGMENTS: Final = 20_000
MOST_BYTES: Final = 1 << 22


class Part(NamedTuple):
    """A segment in its loop."""

    ordinal: int
    """In the transaction set; ST is 1."""
    loop: str
    opens: bool
    """Whether it opens the loop."""
    again: bool
    """Whether the loop was there before and may be there once."""
    elements: list[str]
    """The id first."""


class Section:
    """A run of segments: the header, a billing provider, a subscriber, a patient or a claim. Bounded in size."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.fault: RefusalReason | None = None
        """Why no claim can be made of it."""
        self.reported: AbstractSet[str] = frozenset()
        """For which sides its elements were reported; each is reported once, however many claims use it."""
        self.claimed = False
        """Whether a claim used it."""
        self.taken: object = None
        """What the first claim took from it, if all claims take the same."""
        self.items = 0
        """How many list items that has."""
        self._bytes = 0

    def add(self, part: Part, size: int) -> None:
        """Add a segment of so many bytes."""
        self._bytes += size
        if self.fault is not None:
            return
        if len(self.parts) >= MOST_SEGMENTS or self._bytes > MOST_BYTES:
            self.fault = "too-large"
            self.parts.clear()
            return
        self.parts.append(part)

"""What was found about claims on the outcome topics."""

from typing import Literal

from schemas.value import value
from workers.pipeline.outcome import Ready, Rejected

VersionOutcome = Literal["ready", "rejected", "erased", "unreadable"]
"""`erased`: a tombstone. `unreadable`: written with a schema that this version does not know."""


@value
class Version:
    """One record of a claim on an outcome topic."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int | None
    """When it was written, in milliseconds since 1970 UTC."""
    outcome: VersionOutcome
    claim_version: int | None = None
    """None if it is erased or unreadable."""

    @property
    def place(self) -> str:
        """The position, as `--at` takes it."""
        return f"{self.topic}:{self.partition}:{self.offset}"


@value
class FoundClaim:
    """A claim with the versions that are still on the topics, last written first."""

    claim_id: str
    versions: tuple[Version, ...]
    current: Version | None
    """The version that counts for a consumer; None if tombstones erased all."""
    content: Ready | Rejected | None
    """What it says; None if it is erased or unreadable."""


@value
class Found:
    """The result of a search."""

    claims: tuple[FoundClaim, ...]
    complete: bool = True
    """False if time ran out before everything was read."""


@value
class NoClaim:
    """A position that leads to no claim, and why."""

    words: str

"""What to look for on the outcome topics; without the Kafka client, so that the pages can ask."""

from schemas.value import value


@value
class Search:
    """What to look for, and how far."""

    claim_ids: tuple[str, ...]
    seconds: float
    """Time for reading."""
    since_ms: int | None = None
    """Skip records written before this time, in milliseconds since 1970 UTC."""
    everywhere: bool = False
    """Read all partitions: those of a key change when a topic gets more partitions."""

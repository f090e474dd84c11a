"""What is remembered is bounded, because senders choose what comes."""

from schemas.remembered import MOST_REMEMBERED, Remembered


def test_a_full_memory_begins_again() -> None:
    """After more keys than it keeps, the last one is known and no more than the most are kept."""
    met: Remembered[int, int] = Remembered()
    for key in range(2 * MOST_REMEMBERED + 1):
        met.keep(key, key)
        assert met.known[key] == key
        assert len(met.known) <= MOST_REMEMBERED

"""The rate limit."""

from workers.http.rate_limit import RateLimit


def test_a_burst_then_a_steady_rate() -> None:
    """A burst is allowed, and unused tokens accumulate only up to the capacity."""
    now = [0.0]
    limit = RateLimit(2.0, 3, lambda: now[0])
    assert [limit.take() for _ in range(4)] == [True, True, True, False]
    now[0] = 0.4
    assert not limit.take()
    now[0] = 0.6
    assert [limit.take(), limit.take()] == [True, False]
    now[0] = 1000.0
    assert [limit.take() for _ in range(4)] == [True, True, True, False]

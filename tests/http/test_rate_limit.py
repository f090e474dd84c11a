"""How often something may be done."""

from workers.http.rate_limit import RateLimit


def test_some_at_once_then_so_many_a_second() -> None:
    """A burst is let through, and what is not used is not saved without end."""
    now = [0.0]
    limit = RateLimit(2.0, 3, lambda: now[0])
    assert [limit.take() for _ in range(4)] == [True, True, True, False]
    now[0] = 0.4
    assert not limit.take()
    now[0] = 0.6
    assert [limit.take(), limit.take()] == [True, False]
    now[0] = 1000.0
    assert [limit.take() for _ in range(4)] == [True, True, True, False]

"""A rate limit that allows bursts."""

import threading
from collections.abc import Callable


class RateLimit:
    """A token bucket; all methods are thread-safe.

    Args:
        per_s: tokens added per second.
        at_once: capacity of the bucket.
        clock: monotonic clock, in seconds.
    """

    def __init__(self, per_s: float, at_once: int, clock: Callable[[], float]) -> None:
        self._per_s = per_s
        self._at_once = at_once
        self._clock = clock
        self._lock = threading.Lock()
        self._left = float(at_once)
        self._filled_at = clock()

    def take(self) -> bool:
        """Take a token; False if none is left."""
        with self._lock:
            now = self._clock()
            self._left = min(self._at_once, self._left + (now - self._filled_at) * self._per_s)
            self._filled_at = now
            if self._left < 1:
                return False
            self._left -= 1
            return True

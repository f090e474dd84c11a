"""How often something may be done: some times at once, and after that only so often."""

import threading
from collections.abc import Callable


class RateLimit:
    """A bucket of turns that fills up steadily. Every method may be called from any thread.

    Args:
        per_s: turns that are added each second.
        at_once: turns that the bucket holds.
        clock: seconds of a clock that never goes back.
    """

    def __init__(self, per_s: float, at_once: int, clock: Callable[[], float]) -> None:
        self._per_s = per_s
        self._at_once = at_once
        self._clock = clock
        self._lock = threading.Lock()
        self._left = float(at_once)
        self._filled_at = clock()

    def take(self) -> bool:
        """Take a turn; False where none is left."""
        with self._lock:
            now = self._clock()
            self._left = min(self._at_once, self._left + (now - self._filled_at) * self._per_s)
            self._filled_at = now
            if self._left < 1:
                return False
            self._left -= 1
            return True

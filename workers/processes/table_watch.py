"""A running worker reloads changed code tables within seconds, even when no encounters arrive."""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

LOOK_EVERY_S: Final = 5.0


class TableWatch:
    """Calls `look` every few seconds on its own thread while its context is open.

    Args:
        look: checks for changed tables and reloads them; never raises.
        every_s: seconds between calls.
    """

    def __init__(self, look: Callable[[], None], every_s: float = LOOK_EVERY_S) -> None:
        self._look = look
        self._every_s = every_s
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tables", daemon=True)

    def _run(self) -> None:
        while not self._over.wait(self._every_s):
            self._look()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

"""A broker refuses the password: wait for the secret's file to be renewed before giving up."""

import threading
import time
from collections.abc import Callable
from typing import Final

import structlog

from workers.settings.settings import Settings, SettingsError

REFUSED: Final = 5
"""Exit code: refused by the broker or the schema registry."""

PATIENCE_S: Final = 120.0
"""Container platforms renew the file of a secret within a minute or two."""

_LOOK_EVERY_S: Final = 1.0

_log = structlog.get_logger(__name__)


def run_with_new_secrets(
    settings: Settings,
    run: Callable[[Settings], int],
    reload: Callable[[], Settings],
    stop: threading.Event,
    *,
    patience_s: float = PATIENCE_S,
    clock: Callable[[], float] = time.monotonic,
) -> int:
    """Run the worker, again with each new secret that a refusal was followed by; returns the last exit code.

    Args:
        settings: what to begin with.
        run: runs the worker with settings until it ends; returns its exit code.
        reload: reads flags, environment and files again.
        stop: ends the waiting.
        patience_s: seconds to wait for a secret that is not the one that was refused.
        clock: monotonic clock, in seconds.
    """
    while (code := run(settings)) == REFUSED and not stop.is_set():
        _log.warning("refused; waiting for the file of a secret to be renewed", patience_s=patience_s)
        renewed = _wait_for_other(settings, reload, stop, clock() + patience_s, clock)
        if renewed is None:
            break
        _log.info("a secret was renewed; starting again")
        settings = renewed
    return code


def _wait_for_other(
    settings: Settings,
    reload: Callable[[], Settings],
    stop: threading.Event,
    until: float,
    clock: Callable[[], float],
) -> Settings | None:
    """Settings that differ from those that were refused; None if there are none in time."""
    while True:
        try:
            found = reload()
        except SettingsError:
            found = settings  # a file that is just being replaced
        if found != settings:
            return found
        if stop.wait(_LOOK_EVERY_S) or clock() >= until:
            return None

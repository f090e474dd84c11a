"""A run of `codes fetch` in a process of its own that ends itself with SIGKILL before a chosen step on disk."""

import os
import signal
import sys
from typing import Any, Final

from workers.__main__ import main

_STEPS: Final = frozenset(("os.rename", "os.remove", "os.rmdir"))
"""By these, something appears or disappears; whatever is written before has another name."""


def fetch_and_die(environment: dict[str, str], arguments: tuple[str, ...], step: int) -> None:
    """Fetch, and be killed just before a step in the folder of code tables.

    Args:
        environment: the settings.
        arguments: the arguments of `codes fetch`.
        step: the number of the step, from 1; 0 kills no one.
    """
    os.environ.update(environment)
    folder = environment["CLAIMS_CODE_TABLES_DIR"]
    left = step

    def count(event: str, details: tuple[Any, ...]) -> None:
        nonlocal left
        if event in _STEPS and str(details[0]).startswith(folder):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    main(("codes", "fetch", *arguments))

"""Ends a child process together with its parent."""

import ctypes
import os
import signal
import sys
from typing import Final

_PR_SET_PDEATHSIG: Final = 1


def die_with_parent(parent: int, sign: signal.Signals) -> None:
    """Have the kernel send `sign` to this process as soon as the process `parent` is gone, even if this one is busy."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, sign, 0, 0, 0)
    if os.getppid() != parent:
        # The parent died before the call above.
        raise SystemExit(0)

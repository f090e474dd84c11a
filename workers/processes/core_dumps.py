"""Keeps the memory of a worker, which holds patient data, out of files and away from other processes."""

import ctypes
import resource
import sys
from typing import Final

_PR_SET_DUMPABLE: Final = 4


def forbid_core_dumps() -> None:
    """Let no crash of this process write a core dump. Call it in every process: a new program is dumpable again.

    The limit of zero bytes is inherited, but a kernel that pipes core dumps to a program (`core_pattern`) ignores it.
    A process that is not dumpable leaves no core dump in any case, and only an administrator can attach to it.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)

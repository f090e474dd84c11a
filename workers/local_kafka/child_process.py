"""Start servers as child processes that do not outlive this program."""

import ctypes
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

_SET_PARENT_DEATH_SIGNAL: Final = 1


def start_child(
    command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a program whose lines are appended to `log`; without `environment` it inherits this one's.

    A Ctrl-C in the terminal does not reach it, so that its clients can stop first. On Linux it is killed when the
    thread that started it ends.
    """
    with log.open("ab") as sink:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            env=environment,
            process_group=0,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )


def _die_with_parent() -> None:
    """Runs in the child before the program does."""
    ctypes.CDLL(None, use_errno=True).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)

"""Run commands of the worker in a process that respects file permissions even if it runs as root.

Reads a JSON list of argument lists from standard input, writes a JSON list of {"exit_code", "error", "output"}.
"""

import ctypes
import json
import os
import sys
from typing import Final

from click.testing import CliRunner

_PR_CAPBSET_DROP: Final = 24
_OVERRIDES: Final = (1, 2)
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, with which root may write to a read-only folder."""


def _give_up_overrides() -> None:
    """Restart this program without them: a new program has only the capabilities of its bounding set."""
    if os.geteuid() != 0 or "--" in sys.argv:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in _OVERRIDES:
        if libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "capabilities cannot be dropped")
    os.execv(sys.executable, [sys.executable, "-m", "tests.documents.run_read_only", "--"])


def _run(arguments: list[str]) -> dict[str, object]:
    from workers.__main__ import main

    result = CliRunner().invoke(main, arguments)
    error = None if result.exception is None or isinstance(result.exception, SystemExit) else repr(result.exception)
    return {"exit_code": result.exit_code, "error": error, "output": result.output}


if __name__ == "__main__":
    _give_up_overrides()
    sys.stdout.write(json.dumps([_run(arguments) for arguments in json.load(sys.stdin)]))

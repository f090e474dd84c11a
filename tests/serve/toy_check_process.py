"""A process that checks, with a toy instead of the rules: each body says how it ends the process.

    python tests/serve/toy_check_process.py DESCRIPTOR PARENT

`exit`, `crash`, `memory`, `loop`, `sleep`, `error`, `killed` (by another program), `garbage` (on the pipe). Any other
is answered with the process ID.
"""

import collections
import ctypes
import itertools
import os
import signal
import sys
import time

from workers.live_rulebook import LiveRulebook
from workers.serve.check_process import run_check_process
from workers.serve.messages import Answered, Asked


def check(asked: Asked, live: LiveRulebook) -> Answered:
    """Behave as the body says."""
    match asked.body:
        case b"exit":
            os._exit(9)
        case b"crash":
            ctypes.string_at(0)
        case b"memory":
            hoard = [bytearray(1 << 20)]
            while True:
                hoard.append(bytearray(hoard[-1]))
        case b"loop":
            collections.deque(itertools.repeat(0), maxlen=0)
        case b"sleep":
            time.sleep(600)
        case b"error":
            raise ValueError("QXJ77")
        case b"killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case b"garbage":
            os.write(int(sys.argv[1]), b"no message at all")
            time.sleep(600)
    return Answered(status=200, content_type="text/plain", body=b"%d" % os.getpid())


if __name__ == "__main__":
    sys.exit(run_check_process(int(sys.argv[1]), int(sys.argv[2]), check))

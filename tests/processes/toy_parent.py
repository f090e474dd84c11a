"""A parent with toy children; started by the tests that kill it.

python tests/processes/toy_parent.py PROCESSES BEHAVIOR PORT_FILE
"""

import os
import sys
import threading
from pathlib import Path

from workers.logs import configure_logs
from workers.processes.parent import run_parent
from workers.processes.stop_signals import stop_on_signals
from workers.settings.settings import Settings

if __name__ == "__main__":
    processes, behavior, port_file = sys.argv[1:4]
    stop = threading.Event()
    stop_on_signals(stop)
    configure_logs("info", "json")
    settings = Settings(processes=int(processes), http_port=0, http_port_file=Path(port_file))
    child = str(Path(__file__).with_name("toy_child.py"))
    code = run_parent(
        settings,
        stop,
        lambda slot, descriptor: [sys.executable, child, str(slot), str(descriptor), str(os.getpid()), behavior],
    )
    if "confluent_kafka" in sys.modules:
        code = 99
    sys.exit(code)

"""`demo` shows the outcomes of the samples, and no links to pages that are gone."""

import os
import subprocess
import sys


def test_a_demo_that_stops_prints_no_links_to_its_worker() -> None:
    """With --once the worker has stopped by the time a person reads the output, so its address is not shown."""
    environment = {name: text for name, text in os.environ.items() if not name.startswith("CLAIMS_")}
    ended = subprocess.run(
        [sys.executable, "-m", "workers", "demo", "--once"],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert ended.returncode == 0
    assert "What to try next" in ended.stdout
    assert "http://" not in ended.stdout

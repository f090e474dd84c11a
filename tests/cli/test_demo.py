"""`demo` shows what becomes of the samples, and sends nobody to pages that are gone."""

import os
import subprocess
import sys


def test_demo_that_ends_names_no_page_of_its_worker() -> None:
    """With --once the worker has ended when a person reads on, so that its address is not given."""
    environment = {name: text for name, text in os.environ.items() if not name.startswith("CLAIMS_")}
    ended = subprocess.run(
        [sys.executable, "-m", "workers", "demo", "--once"],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert ended.returncode == 0
    assert "Where to look" in ended.stdout
    assert "http://" not in ended.stdout

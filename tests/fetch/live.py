"""Asks each publisher's real page what it offers, and prints it: `python -m tests.fetch.live`.

For a person with internet; CI never runs it. It downloads no file and accepts no license.
"""

import datetime as dt
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from workers.fetch.download import Budget
from workers.fetch.licenses import Licenses
from workers.fetch.obtain import Order
from workers.fetch.read_sources import read_sources
from workers.fetch.run_fetch import run_fetch
from workers.fetch.site import Site, open_client


def main() -> None:
    """Print one row for each source."""
    now = dt.datetime.now(dt.UTC)
    sys.stdout.write(f"# What the publishers' pages offered on {now:%Y-%m-%d}\n\n")
    sys.stdout.write("| Source | Result | Says |\n|---|---|---|\n")
    with (
        tempfile.TemporaryDirectory() as folder,
        open_client(name=f"claims-worker/{version('claims-worker')} (code table fetch)", ca=None, proxy=None) as client,
    ):
        order = Order(tables=Path(folder), now=now, dry_run=True)
        for report in run_fetch(read_sources(), order, Site(client), Licenses(order.tables), Budget(0)):
            if report.result != "not fetched":
                said = "<br>".join((report.message, *report.details)).replace("|", "\\|")
                sys.stdout.write(f"| {report.source} | {report.result} | {said} |\n")


if __name__ == "__main__":
    main()

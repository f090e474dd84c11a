"""Options for 837 files: --source-system, and --report for what did not end in a field."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

import click

from schemas.interchange.conversion import Item
from schemas.interchange.conversion_report import ConversionReport
from workers.cli.settings_or_exit import COULD_NOT_RUN, end_with
from workers.cli.show_outcome import printable

REPORT: Final = click.option(
    "--report",
    "report_file",
    metavar="FILE",
    help="Write the elements of an 837 that map to no field to FILE, as JSON lines.",
)
SOURCE_SYSTEM: Final = click.option(
    "--source-system",
    metavar="NAME",
    help="Source system for claims from an 837 (default: the submitter ID in the file).",
)
_MOST_LINES: Final = 40


class Reports:
    """The reports of the files that a command reads.

    Args:
        written: where every item goes, if anywhere.
    """

    def __init__(self, written: IO[str] | None) -> None:
        self._written = written

    @contextmanager
    def of(self, file: str) -> Iterator[ConversionReport]:
        """The report of one file; its kinds are printed when the block ends."""
        report = ConversionReport(None if self._written is None else self._writer(file, self._written))
        try:
            yield report
        finally:
            lines = report.lines()
            if lines:
                click.echo(printable(f"{file}: not in the events as it is:"), err=True)
            for line in lines[:_MOST_LINES]:
                click.echo(printable(f"  {line}"), err=True)
            if len(lines) > _MOST_LINES:
                click.echo(f"  and {len(lines) - _MOST_LINES} more lines (--report FILE lists all)", err=True)

    @staticmethod
    def _writer(file: str, written: IO[str]) -> Callable[[Item], None]:
        def write(item: Item) -> None:
            form = {
                "file": file,
                "interchange": item.where.interchange,
                "transaction": item.where.transaction,
                "claim": item.where.claim,
                "segment": item.where.segment,
                "loop": item.loop or None,
                "element": item.element or None,
                "reason": item.reason,
                "field": item.field,
            }
            written.write(json.dumps(form, ensure_ascii=False) + "\n")

        return write


def keep_inputs(option: str, output: str, files: Sequence[str]) -> None:
    """End the command if an output is one of the files that it reads."""
    there = Path(output)
    if there.exists() and any(Path(file).exists() and there.samefile(file) for file in files):
        end_with(COULD_NOT_RUN, f"{option}: {output} is a file that is read")


@contextmanager
def open_reports(report_file: str | None, files: Sequence[str]) -> Iterator[Reports]:
    """The reports of a command, written to a file of its own if one is given; only its owner may read it.

    Args:
        report_file: its path.
        files: what the command reads; none of them is overwritten.
    """
    if report_file is None:
        yield Reports(None)
        return
    keep_inputs("--report", report_file, files)
    try:
        opened = os.open(report_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        end_with(COULD_NOT_RUN, f"--report: {report_file}: {error.strerror or 'cannot be written'}")
    with os.fdopen(opened, "w", encoding="utf-8") as written:
        yield Reports(written)

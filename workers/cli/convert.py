"""`claims-worker convert`: write the encounter events of 837 files as JSON lines or Avro."""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Literal

import click

from schemas.codec import write_container
from schemas.encounter import EncounterEvent
from schemas.json_form import to_json
from workers.cli.inputs import InputMissing, read_inputs
from workers.cli.report_option import REPORT, SOURCE_SYSTEM, Reports, keep_inputs, open_reports
from workers.cli.settings_or_exit import COULD_NOT_RUN, SOME_REFUSED, end_with
from workers.cli.show_outcome import counted, places_at_fault, printable


@click.command("convert", short_help="Convert 837 files to encounter events.")
@click.argument("files", nargs=-1, required=True, metavar="FILES")
@click.option(
    "--to",
    "form",
    type=click.Choice(["events", "events-avro"]),
    required=True,
    help="JSON lines, or an Avro container file.",
)
@click.option("--output", "-o", metavar="FILE", help="Write to FILE, readable by its owner only.")
@REPORT
@SOURCE_SYSTEM
def convert(
    files: tuple[str, ...],
    form: Literal["events", "events-avro"],
    output: str | None,
    report_file: str | None,
    source_system: str | None,
) -> None:
    """Convert files to encounter events, without checking them.

    FILES can be X12 837, JSON lines, a JSON object or array, or Avro; - is standard input. Elements of an 837 that
    map to no field are listed on standard error.

    \b
    Exit codes:
      0  all converted
      1  some claims or events refused, the others written
      2  invalid argument or file
    """
    if output is None and form == "events-avro" and sys.stdout.isatty():
        end_with(COULD_NOT_RUN, "--to events-avro: give --output FILE; a terminal cannot show Avro")
    counts = Counter[str]()
    if output is not None:
        keep_inputs("--output", output, files)
    with open_reports(report_file, files) as reports, _opened(output) as out:
        events = _events(files, source_system, reports, counts)
        if form == "events-avro":
            write_container(out, events)
        else:
            for event in events:
                line = json.dumps(to_json(event, omit_absent=True), ensure_ascii=False)
                out.write(f"{line}\n".encode())
        out.flush()
    click.echo(f"{counted(counts['event'], 'event')} written, {counts['refused']:,} refused", err=True)
    sys.exit(COULD_NOT_RUN if counts["missing"] else SOME_REFUSED if counts["refused"] else 0)


def _events(
    files: tuple[str, ...], source_system: str | None, reports: Reports, counts: Counter[str]
) -> Iterator[EncounterEvent]:
    """Every event that can be read; the others are named on standard error and counted."""
    for file in files:
        try:
            with reports.of(file) as report:
                for one in read_inputs(file, report, source_system):
                    if isinstance(one.read, EncounterEvent):
                        counts["event"] += 1
                        yield one.read
                        continue
                    counts["refused"] += 1
                    for place, words in places_at_fault(one.read, quote=False):
                        click.echo(printable(f"{one.label}: {place}{words}"), err=True)
        except InputMissing as missing:
            counts["missing"] += 1
            click.echo(printable(str(missing)), err=True)


@contextmanager
def _opened(output: str | None) -> Iterator[IO[bytes]]:
    if output is None:
        yield sys.stdout.buffer
        return
    try:
        number = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        end_with(COULD_NOT_RUN, f"--output: {output}: {error.strerror or 'cannot be written'}")
    with os.fdopen(number, "wb") as out:
        yield out

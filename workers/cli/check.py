"""`claims-worker check`: check encounter events in files, without Kafka."""

import datetime as dt
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from typing import Literal

import click
from rich.text import Text

from rules.catalog import load_catalogue
from rules.edit import Edit
from rules.engine.hits import EditFailed
from schemas.encounter import EncounterEvent
from schemas.interchange.conversion_report import ConversionReport
from schemas.json_form import to_json
from workers.cli.check_summary import Summary, Word, word_of
from workers.cli.chosen_rulebook import chosen_rulebook
from workers.cli.edits_waiting import EditsWaiting
from workers.cli.explain import Explanation, explain, show_explanation
from workers.cli.format_option import FORMAT
from workers.cli.inputs import Input, InputMissing, read_inputs
from workers.cli.progress_line import progress_line, tracked
from workers.cli.report_option import REPORT, SOURCE_SYSTEM, Reports, open_reports
from workers.cli.settings_or_exit import COULD_NOT_RUN, end_with
from workers.cli.show_outcome import make_console, printable, show_outcome, show_unreadable
from workers.pipeline.outcome import DeadLetter, Outcome, Ready, Rejected
from workers.pipeline.outcome_form import outcome_form
from workers.pipeline.process_encounter import Rulebook, check_encounter
from workers.settings.settings import SettingsError


@click.command("check", short_help="Check encounter files without Kafka.")
@click.argument("files", nargs=-1, required=True, metavar="FILES")
@FORMAT
@REPORT
@SOURCE_SYSTEM
@click.option("--profile", "profile_name", metavar="NAME", help="Use this payer profile for every claim.")
@click.option(
    "--as-of", metavar="DATE", help='Use this date (2026-10-01) as "today" for future-date and timely-filing edits.'
)
@click.option(
    "--explain",
    "explained",
    is_flag=True,
    help="List the edits that fired, passed or were not checked, with the reason.",
)
@click.option(
    "--only",
    type=click.Choice(("ready", "rejected", "unreadable")),
    multiple=True,
    help="Print only these outcomes (repeatable); all are counted.",
)
@click.option("--summary", "summed_up", is_flag=True, help="Print only the number of encounters by edit.")
def check(
    files: tuple[str, ...],
    form: Literal["text", "json"],
    report_file: str | None,
    source_system: str | None,
    profile_name: str | None,
    as_of: str | None,
    only: tuple[Word, ...],
    *,
    explained: bool,
    summed_up: bool,
) -> None:
    """Check encounter events and print each outcome.

    FILES can be JSON lines, a JSON object or array, Avro, or X12 837 (005010X222, 005010X223); - is standard input.

    \b
    Exit codes:
      0  all ready
      1  some rejected or unreadable
      2  invalid argument, setting or file
    """
    try:
        rulebook = chosen_rulebook(profile_name)
        day = None if as_of is None else dt.date.fromisoformat(as_of)
    except SettingsError as wrong:
        end_with(COULD_NOT_RUN, *wrong.problems)
    except ValueError:
        end_with(COULD_NOT_RUN, f"--as-of: must be a date such as 2026-10-01 (got {as_of!r})")
    catalogue = load_catalogue()
    why_profile = rulebook.profiles.reason if profile_name is None else lambda _: "chosen by --profile"
    write = _write_json if form == "json" else _TextWriter(catalogue, why_profile)
    summary = Summary()
    exit_code = 0

    def read(file: str, report: ConversionReport) -> Iterator[tuple[Input, Outcome | None]]:
        return _outcomes(file, report, source_system, rulebook, day)

    # Outcomes that are printed on the terminal show by themselves how far it is.
    line = progress_line("checking") if summed_up or not sys.stdout.isatty() else nullcontext()
    with open_reports(report_file, files) as reports, line as progress:
        for one, outcome in tracked(_all_outcomes(files, reports, read), progress):
            if one is None or outcome is None:
                exit_code = COULD_NOT_RUN
                continue
            summary.add(outcome)
            if not isinstance(outcome, Ready):
                exit_code = max(exit_code, 1)
            if not summed_up and (not only or word_of(outcome) in only):
                write(one, outcome, explain(one.read, outcome, catalogue, rulebook, day) if explained else None)
    if form == "json":
        if summed_up:
            click.echo(json.dumps(summary.form()))
    elif summed_up:
        make_console().print(summary.show())
    if isinstance(write, _TextWriter) and not summed_up:
        write.sum_up()
        if (total := summary.line()) is not None:
            make_console().print(Text("\n").append(total))
    sys.exit(exit_code)


def _all_outcomes(
    files: tuple[str, ...],
    reports: Reports,
    read: Callable[[str, ConversionReport], Iterator[tuple[Input, Outcome | None]]],
) -> Iterator[tuple[Input | None, Outcome | None]]:
    """The outcomes of all files; without an input for a file that is missing, which is reported here."""
    for file in files:
        try:
            with reports.of(file) as report:
                yield from read(file, report)
        except InputMissing as missing:
            click.echo(str(missing), err=True)
            yield None, None


def _outcomes(
    file: str, report: ConversionReport, source_system: str | None, rulebook: Rulebook, as_of: dt.date | None
) -> Iterator[tuple[Input, Outcome | None]]:
    """Each input with its outcome; None if an edit failed and CLAIMS_ON_EDIT_ERROR is stop, which is reported here."""
    for one in read_inputs(file, report, source_system):
        if not isinstance(one.read, EncounterEvent):
            yield one, DeadLetter(reason=one.read.reason, field=one.read.field, expected=one.read.expected)
            continue
        try:
            yield one, check_encounter(one.read, rulebook, as_of=as_of)
        except EditFailed as failed:
            click.echo(printable(f"{one.label}: {failed}"), err=True)
            yield one, None


def _write_json(one: Input, outcome: Outcome, explanation: Explanation | None) -> None:
    made = outcome_form(one.place, one.event_id, one.read, outcome)
    if explanation is not None:
        made["explanation"] = to_json(explanation)
    click.echo(json.dumps(made, ensure_ascii=False))


class _TextWriter:
    """Prints outcomes as text, and at the end the tables that edits waited for."""

    def __init__(self, catalogue: Mapping[str, Edit], why_profile: Callable[[EncounterEvent], str]) -> None:
        self._console = make_console()
        self._catalogue = catalogue
        self._waiting = EditsWaiting()
        self._why_profile = why_profile

    def __call__(self, one: Input, outcome: Outcome, explanation: Explanation | None) -> None:
        if not isinstance(one.read, EncounterEvent):
            self._console.print(show_unreadable(one.label, one.read))
            return
        match outcome:
            case Ready():
                self._waiting.add(outcome.claim.not_checked)
            case Rejected():
                self._waiting.add(outcome.rejection.not_checked)
            case DeadLetter():
                pass
        self._console.print(show_outcome(one.label, outcome))
        if explanation is not None:
            why = printable(f"  profile applies: {self._why_profile(one.read)}")
            self._console.print(Text(why, style="dim"))
            self._console.print(show_explanation(explanation, self._catalogue))

    def sum_up(self) -> None:
        """Print the tables that edits waited for."""
        if lines := list(self._waiting.lines()):
            self._console.print(Text("\n" + "\n".join(lines), style="dim"))

"""`claims-worker check`: check encounter events in files, without Kafka."""

import datetime as dt
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal

import click
from rich.text import Text

from rules.catalog import load_catalogue
from rules.edit import Edit
from rules.engine.engine import EditFailed
from schemas.encounter import EncounterEvent
from schemas.interchange.conversion import NotConvertible
from schemas.interchange.conversion_report import ConversionReport
from schemas.json_form import to_json
from workers.build_processor import build_rulebook
from workers.cli.edits_waiting import EditsWaiting
from workers.cli.explain import Explanation, explain, show_explanation
from workers.cli.format_option import FORMAT
from workers.cli.inputs import Input, InputMissing, read_inputs
from workers.cli.report_option import REPORT, SOURCE_SYSTEM, open_reports
from workers.cli.settings_or_exit import COULD_NOT_RUN, end_with, settings_or_exit
from workers.cli.show_outcome import make_console, printable, show_outcome, show_unreadable
from workers.pipeline.outcome import DeadLetter, Outcome, Ready, Rejected
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
    help="List the edits that fired, passed and were not checked, and why each found nothing.",
)
def check(
    files: tuple[str, ...],
    form: Literal["text", "json"],
    report_file: str | None,
    source_system: str | None,
    profile_name: str | None,
    as_of: str | None,
    *,
    explained: bool,
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
        rulebook = _rulebook(profile_name)
        day = None if as_of is None else dt.date.fromisoformat(as_of)
    except SettingsError as wrong:
        end_with(COULD_NOT_RUN, *wrong.problems)
    except ValueError:
        end_with(COULD_NOT_RUN, f"--as-of: must be a date such as 2026-10-01 (got {as_of!r})")
    catalogue = load_catalogue()
    write = _write_json if form == "json" else _TextWriter(catalogue)
    exit_code = 0
    with open_reports(report_file, files) as reports:
        for file in files:
            try:
                with reports.of(file) as report:
                    for one, outcome in _outcomes(file, report, source_system, rulebook, day):
                        if outcome is None:
                            exit_code = COULD_NOT_RUN
                            continue
                        explanation = explain(one.read, outcome, catalogue, rulebook, day) if explained else None
                        write(one, outcome, explanation)
                        if not isinstance(outcome, Ready):
                            exit_code = max(exit_code, 1)
            except InputMissing as missing:
                click.echo(str(missing), err=True)
                exit_code = COULD_NOT_RUN
    if isinstance(write, _TextWriter):
        write.sum_up()
    sys.exit(exit_code)


def _rulebook(profile_name: str | None) -> Rulebook:
    settings = settings_or_exit(require_broker=False)
    # Events in files have no schema ID, so a schema registry is not needed.
    rulebook = build_rulebook(settings.model_copy(update={"schemas": "embedded"}))
    if profile_name is None:
        return rulebook
    profiles = rulebook.profiles.by_name
    if profile_name not in profiles:
        raise SettingsError([f"--profile: must be one of {', '.join(profiles)} (got {profile_name!r})"])
    return replace(rulebook, only_profile=profiles[profile_name])


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
    made: dict[str, Any] = {"input": one.place}
    match outcome:
        case Ready():
            made |= {"event_id": outcome.claim.provenance.event_id, "outcome": "ready", "claim": to_json(outcome.claim)}
        case Rejected():
            rejection = outcome.rejection
            made |= {"event_id": rejection.provenance.event_id, "outcome": "rejected", "rejection": to_json(rejection)}
        case DeadLetter():
            reason = "not-convertible" if isinstance(one.read, NotConvertible) else outcome.reason
            letter = {"reason": reason, "field": outcome.field, "expected": outcome.expected}
            made |= {"event_id": one.event_id, "outcome": "dead_letter", "dead_letter": letter}
    if explanation is not None:
        made["explanation"] = to_json(explanation)
    click.echo(json.dumps(made, ensure_ascii=False))


class _TextWriter:
    """Prints outcomes as text, and at the end the missing tables and a count of each kind of outcome."""

    def __init__(self, catalogue: Mapping[str, Edit]) -> None:
        self._console = make_console()
        self._counts = {"ready": 0, "rejected": 0, "unreadable": 0}
        self._catalogue = catalogue
        self._waiting = EditsWaiting()

    def __call__(self, one: Input, outcome: Outcome, explanation: Explanation | None) -> None:
        if not isinstance(one.read, EncounterEvent):
            self._counts["unreadable"] += 1
            self._console.print(show_unreadable(one.label, one.read))
            return
        word = {Ready: "ready", Rejected: "rejected", DeadLetter: "unreadable"}[type(outcome)]
        self._counts[word] += 1
        match outcome:
            case Ready():
                self._waiting.add(outcome.claim.not_checked)
            case Rejected():
                self._waiting.add(outcome.rejection.not_checked)
            case DeadLetter():
                pass
        self._console.print(show_outcome(one.label, outcome))
        if explanation is not None:
            self._console.print(show_explanation(explanation, self._catalogue))

    def sum_up(self) -> None:
        """Print the tables that edits waited for, and the counts if there was more than one event."""
        if lines := list(self._waiting.lines()):
            self._console.print(Text("\n" + "\n".join(lines), style="dim"))
        total = sum(self._counts.values())
        if total > 1:
            counts = ", ".join(f"{count} {word}" for word, count in self._counts.items() if count)
            self._console.print(Text(f"\n{total} encounters: {counts}", style="bold"))

"""`claims-worker publish`: send encounter events from files to the input topic."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import chain

import click

from schemas.codec import encode_encounter
from schemas.encounter import EncounterEvent
from workers.build_processor import open_registry
from workers.cli.input_key import input_key
from workers.cli.inputs import Input, InputMissing, read_inputs
from workers.cli.progress_line import progress_line
from workers.cli.report_option import REPORT, SOURCE_SYSTEM, open_reports
from workers.cli.settings_or_exit import COULD_NOT_RUN, GAVE_UP, SOME_REFUSED, end_with, expect_broker, settings_or_exit
from workers.cli.show_outcome import counted, places_at_fault, printable
from workers.settings.settings import Settings


@click.command("publish", short_help="Send encounter files to the input topic.")
@click.argument("files", nargs=-1, required=True, metavar="FILES")
@click.option("--all-or-nothing", is_flag=True, help="Send nothing if any claim of an 837 is refused.")
@click.option("--allow-fragment", is_flag=True, help="Accept an 837 without an interchange envelope (ISA).")
@REPORT
@SOURCE_SYSTEM
def publish(
    files: tuple[str, ...],
    report_file: str | None,
    source_system: str | None,
    *,
    all_or_nothing: bool,
    allow_fragment: bool,
) -> None:
    """Send encounter events to the input topic.

    FILES can be JSON lines, a JSON object or array, Avro, or X12 837; - is standard input. The record key is derived
    from the source system and encounter ID, so that all versions of an encounter stay in order. Nothing is sent if any
    event in JSON or Avro cannot be read; from an 837, refused claims are listed and the others are sent.

    \b
    Exit codes:
      0  all delivered
      1  some claims of an 837 refused, the others delivered
      2  invalid argument, setting or file
      4  not all delivered
      5  refused by the schema registry
    """
    from workers.kafka.publish import PublishFailed, publish_records

    settings = settings_or_exit(require_broker=True)
    schema_id = _schema_id(settings)
    refused = Counter[str]()
    with open_reports(report_file, files) as reports, ExitStack() as opened:
        read = [(file, read_inputs(file, opened.enter_context(reports.of(file)), source_system)) for file in files]
        inputs = _open(read, allow_fragment=allow_fragment)
        records = _records(inputs, refused, settings.max_event_bytes, schema_id)
        if all_or_nothing:
            records = iter(list(records))
            if refused:
                end_with(SOME_REFUSED, "nothing sent (--all-or-nothing)")
        expect_broker(settings)
        try:
            with progress_line("sending") as progress:
                sent = publish_records(settings, settings.input_topic, records, progress)
        except PublishFailed as failed:
            end_with(GAVE_UP, str(failed))
    click.echo(f"{counted(sent, 'encounter event')} sent to {settings.input_topic}")
    if refused:
        end_with(SOME_REFUSED, f"{counted(refused.total(), 'claim')} refused")


def _open(files: Sequence[tuple[str, Iterator[Input]]], *, allow_fragment: bool) -> Iterator[Input]:
    """Every input: those in JSON or Avro are read at once, claims of an 837 one by one while they are sent."""
    problems: list[str] = []
    opened: list[Iterator[Input]] = []
    for file, inputs in files:
        try:
            first = next(inputs)
            if first.where is None:
                held = [first, *inputs]
                opened.append(iter(held))
                problems += [problem for one in held for problem in _problems(one)]
            elif first.where.interchange is None and not allow_fragment and isinstance(first.read, EncounterEvent):
                problems.append(f"{file}: no interchange (ISA) around the claims; --allow-fragment sends them")
            else:
                opened.append(chain([first], inputs))
        except InputMissing as missing:
            problems.append(str(missing))
    if problems:
        end_with(COULD_NOT_RUN, *problems)
    return chain.from_iterable(opened)


def _records(
    inputs: Iterator[Input], refused: Counter[str], most: int, schema_id: int | None
) -> Iterator[tuple[bytes, bytes]]:
    """Key and value of each event; claims that are not sent are named and counted in `refused`."""
    for one in inputs:
        problems = _problems(one)
        if isinstance(one.read, EncounterEvent):
            encoded = encode_encounter(one.read, schema_id)
            if one.where is None or len(encoded) <= most:
                yield input_key(one.read), encoded
                continue
            problems = [printable(f"{one.label}: larger than CLAIMS_MAX_EVENT_BYTES ({most:,} bytes)")]
        click.echo("\n".join(problems), err=True)
        refused["claims"] += 1


def _problems(one: Input) -> list[str]:
    """Why an input cannot be sent."""
    if isinstance(one.read, EncounterEvent):
        return []
    return [printable(f"{one.label}: {place}{words}") for place, words in places_at_fault(one.read, quote=False)]


def _schema_id(settings: Settings) -> int | None:
    """The schema ID in the registry; None for the embedded schemas."""
    if settings.schemas == "embedded":
        return None
    from schemas.schema_source import RegistryRefused, RegistryUnavailable
    from schemas.sources import NEWEST, read_released
    from workers.cli.settings_or_exit import REFUSED
    from workers.settings.settings import SettingsError

    try:
        schema = read_released("EncounterEvent", NEWEST["EncounterEvent"])
        return open_registry(settings).id_of(f"{settings.input_topic}-value", schema)
    except SettingsError as wrong:
        end_with(COULD_NOT_RUN, *wrong.problems)
    except RegistryRefused as refused:
        end_with(REFUSED, str(refused))
    except RegistryUnavailable as away:
        end_with(GAVE_UP, str(away))

"""`claims-worker publish`: send encounter events from files to the input topic."""

from collections.abc import Iterator

import click

from schemas.codec import encode_encounter
from schemas.encounter import EncounterEvent
from workers.build_processor import open_registry
from workers.cli.input_key import input_key
from workers.cli.inputs import InputMissing, read_inputs
from workers.cli.settings_or_exit import COULD_NOT_RUN, GAVE_UP, end_with, settings_or_exit
from workers.cli.show_outcome import counted, places_at_fault, printable
from workers.settings.settings import Settings


@click.command("publish", short_help="Send encounter files to the input topic.")
@click.argument("files", nargs=-1, required=True, metavar="FILES")
def publish(files: tuple[str, ...]) -> None:
    """Send encounter events to the input topic; sends nothing if any event cannot be read.

    FILES can be JSON lines, a JSON object or array, or Avro; - is standard input. The record key is derived from the
    source system and encounter ID, so that all versions of an encounter stay in order.

    \b
    Exit codes:
      0  all delivered
      2  invalid argument, setting or file
      4  not all delivered
      5  refused by the schema registry
    """
    from workers.kafka.publish import PublishFailed, publish_records

    settings = settings_or_exit(require_broker=True)
    records = list(_records(files, settings))
    try:
        sent = publish_records(settings, settings.input_topic, records)
    except PublishFailed as failed:
        end_with(GAVE_UP, str(failed))
    click.echo(f"{counted(sent, 'encounter event')} sent to {settings.input_topic}")


def _records(files: tuple[str, ...], settings: Settings) -> Iterator[tuple[bytes, bytes]]:
    schema_id = _schema_id(settings)
    problems = []
    for file in files:
        try:
            for one in read_inputs(file):
                if isinstance(one.read, EncounterEvent):
                    yield input_key(one.read), encode_encounter(one.read, schema_id)
                else:
                    places = places_at_fault(one.read, quote=False)
                    problems += [printable(f"{one.label}: {place}{words}") for place, words in places]
        except InputMissing as missing:
            problems.append(str(missing))
    if problems:
        end_with(COULD_NOT_RUN, *problems)


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

"""`claims-worker schemas`: the released schemas, embedded and in a registry."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import click
from rich.table import Table

from schemas.json_schema import json_schema
from schemas.python_module import FILE_NAME, python_module
from schemas.registry import RegistrySchemas
from schemas.schema_source import RegistryRefused, RegistryUnavailable
from schemas.sources import NEWEST, read_index, read_released, released_file
from workers.build_processor import open_registry
from workers.cli.schemas_show import show_field
from workers.cli.settings_or_exit import COULD_NOT_RUN, GAVE_UP, REFUSED, end_with, settings_or_exit
from workers.cli.show_outcome import make_console
from workers.settings.settings import Settings, SettingsError


@click.group(short_help="Explain fields; export and register schemas.")
def schemas() -> None:
    """Explain the fields of an encounter event; list, export and register the schemas."""


schemas.add_command(show_field)


@schemas.command("list", short_help="List the released schemas.")
def list_schemas() -> None:
    """List every released schema with its embedded ID and fingerprint."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("id", "schema", "version", "fingerprint (CRC-64-AVRO)", "file"):
        table.add_column(heading, overflow="fold")
    for entry in read_index():
        file = released_file(entry["name"], entry["version"]).name
        table.add_row(str(entry["id"]), entry["name"], str(entry["version"]), entry["fingerprint"], file)
    make_console().print(table)


@schemas.command("export", short_help="Write the schema files to a folder.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER")
@click.option(
    "--format",
    "form",
    type=click.Choice(("avro", "json-schema", "python")),
    default="avro",
    show_default=True,
    help="Avro schemas, JSON Schemas of the JSON form, or a Python module of typed events.",
)
def export_schemas(folder: Path, form: Literal["avro", "json-schema", "python"]) -> None:
    """Write the schemas to FOLDER.

    avro writes every released .avsc file; json-schema writes one file (draft 2020-12) for the newest version of each
    type; python writes encounter_event.py, which needs nothing but the standard library.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in _exported(form):
            (folder / name).write_bytes(content)
            click.echo(folder / name)
    except OSError as error:
        end_with(COULD_NOT_RUN, f"{folder}: {error.strerror}")


def _exported(form: Literal["avro", "json-schema", "python"]) -> Iterator[tuple[str, bytes]]:
    match form:
        case "avro":
            for entry in read_index():
                file = released_file(entry["name"], entry["version"])
                yield file.name, file.read_bytes()
        case "json-schema":
            for name, version in NEWEST.items():
                text = json.dumps(json_schema(name), indent=2, ensure_ascii=False)
                yield f"{name}.v{version}.schema.json", f"{text}\n".encode()
        case "python":
            yield FILE_NAME, python_module().encode()


@schemas.command("check", short_help="Check that a registry has the newest schemas.")
def check_schemas() -> None:
    """Check that the newest schemas are registered under the subjects of the topics.

    \b
    Exit codes:
      0  all registered
      1  some not registered
      2  invalid setting
      4  registry unavailable
    """
    settings = settings_or_exit(require_broker=False)
    registry = _registry(settings)
    missing = 0
    for name, subject in _subjects(settings).items():
        try:
            found = f"registered, id {registry.id_of(subject, _newest(name))}"
        except RegistryRefused as refused:
            missing += 1
            found = str(refused)
        except RegistryUnavailable as away:
            end_with(GAVE_UP, str(away))
        click.echo(f"{subject}: {name} v{NEWEST[name]}: {found}")
    if missing:
        end_with(1)


@schemas.command("register", short_help="Register the newest schemas in a registry.")
def register_schemas() -> None:
    """Register the newest schemas under the subjects of the topics, with FULL_TRANSITIVE compatibility.

    \b
    Exit codes:
      0  all registered
      2  invalid setting
      4  registry unavailable
      5  refused by the registry
    """
    settings = settings_or_exit(require_broker=False)
    registry = _registry(settings)
    for name, subject in _subjects(settings).items():
        try:
            schema_id = registry.register(subject, _newest(name))
            registry.set_full_transitive(subject)
        except RegistryRefused as refused:
            end_with(REFUSED, str(refused))
        except RegistryUnavailable as away:
            end_with(GAVE_UP, str(away))
        click.echo(f"{subject}: {name} v{NEWEST[name]}: id {schema_id}")


def _registry(settings: Settings) -> RegistrySchemas:
    try:
        return open_registry(settings)
    except SettingsError as wrong:
        end_with(COULD_NOT_RUN, *wrong.problems)


def _subjects(settings: Settings) -> dict[str, str]:
    return {
        "EncounterEvent": f"{settings.input_topic}-value",
        "ClaimReady": f"{settings.ready_topic}-value",
        "ClaimRejected": f"{settings.rejected_topic}-value",
    }


def _newest(name: str) -> Any:
    return read_released(name, NEWEST[name])

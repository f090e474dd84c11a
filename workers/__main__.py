"""The `claims-worker` command. Subcommands are imported on demand, so `check` starts fast and needs no Kafka."""

import io
import sys
from collections.abc import Mapping
from typing import Final

import click

from workers.cli.commands_on_demand import CommandsOnDemand
from workers.core_kind import core_kind

COMMANDS: Final[Mapping[str, str]] = {
    "run": "workers.cli.run:run",
    "demo": "workers.cli.demo:demo",
    "check": "workers.cli.check:check",
    "publish": "workers.cli.publish:publish",
    "convert": "workers.cli.convert:convert",
    "answers": "workers.cli.answers:answers",
    "serve": "workers.cli.serve:serve",
    "topics": "workers.cli.topics:topics",
    "schemas": "workers.cli.schemas:schemas",
    "edits": "workers.cli.edits:edits",
    "codes": "workers.cli.codes:codes",
    "outcomes": "workers.cli.outcomes:outcomes",
    "claims": "workers.cli.claims:claims",
    "insight": "workers.cli.insight:insight",
    "dead-letters": "workers.cli.dead_letters:dead_letters",
}


@click.command(cls=CommandsOnDemand, on_demand=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="claims-worker", message=f"%(prog)s, version %(version)s ({core_kind()} core)")
def main() -> None:
    """Turn encounter events into claims, or into rejections that say what to fix."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            _replace_unencodable(stream)


def _replace_unencodable(stream: io.TextIOWrapper) -> None:
    # Piped output is UTF-8 regardless of the locale; a terminal shows a placeholder for characters it cannot encode.
    if stream.isatty():
        stream.reconfigure(errors="replace")
    else:
        stream.reconfigure(encoding="utf-8")


if __name__ == "__main__":
    main()

"""`claims-worker`: each command is loaded when it is called, so that `check` starts at once and needs no Kafka."""

import importlib
import io
import sys
from collections.abc import Mapping
from typing import Final

import click

COMMANDS: Final[Mapping[str, str]] = {
    "run": "workers.cli.run:run",
    "demo": "workers.cli.demo:demo",
    "check": "workers.cli.check:check",
    "publish": "workers.cli.publish:publish",
    "topics": "workers.cli.topics:topics",
    "schemas": "workers.cli.schemas:schemas",
    "edits": "workers.cli.edits:edits",
    "codes": "workers.cli.codes:codes",
    "dead-letters": "workers.cli.dead_letters:dead_letters",
}


class CommandsOnDemand(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, in the order of the contract."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.command(cls=CommandsOnDemand, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="claims-worker")
def main() -> None:
    """Turn encounter events into adjudication-ready claims, or rejections that say what to mend."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            _write_every_sign(stream)


def _write_every_sign(stream: io.TextIOWrapper) -> None:
    # JSON in a pipe is UTF-8, whatever the locale; a terminal without a sign shows another one instead of a traceback.
    if stream.isatty():
        stream.reconfigure(errors="replace")
    else:
        stream.reconfigure(encoding="utf-8")


if __name__ == "__main__":
    main()

"""`claims-worker`: each command is loaded when it is called, so that `check` starts at once and needs no Kafka."""

import importlib
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


if __name__ == "__main__":
    main()

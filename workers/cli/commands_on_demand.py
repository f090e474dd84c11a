"""A group of commands whose modules are imported when a command is needed."""

import difflib
import importlib
from collections.abc import Mapping
from typing import Any

import click

from workers.kafka.worker_exit import WorkerExit


class CommandsOnDemand(click.Group):
    """A command group that imports its commands when they are needed.

    Args:
        on_demand: `module:command` by the command's name, in display order.
    """

    def __init__(self, *arguments: Any, on_demand: Mapping[str, str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._on_demand = on_demand

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The command names, in display order."""
        return [*self._on_demand, *super().list_commands(ctx)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name; for an unknown name the error has the nearest one."""
        names = self.list_commands(ctx)
        if args[0] not in names and not args[0].startswith("-") and not ctx.resilient_parsing:
            close = difflib.get_close_matches(args[0], names, 1)
            ctx.fail(f"No such command {args[0]!r}." + (f" Did you mean {close[0]!r}?" if close else ""))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a Kafka property that the client rejects ends it with one sentence, too."""
        try:
            return super().invoke(ctx)
        except WorkerExit as ended:
            from workers.cli.settings_or_exit import end_with  # loads the settings, which --help does not need

            end_with(ended.code, ended.message)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command with this name, or None."""
        if cmd_name not in self._on_demand:
            return super().get_command(ctx, cmd_name)
        module, _, name = self._on_demand[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

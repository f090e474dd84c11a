"""A group of commands whose modules are imported when a command is needed."""

import importlib
from collections.abc import Mapping
from typing import Any

import click


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

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command with this name, or None."""
        if cmd_name not in self._on_demand:
            return super().get_command(ctx, cmd_name)
        module, _, name = self._on_demand[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

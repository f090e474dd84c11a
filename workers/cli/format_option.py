"""The --format option, shared by all commands that print results."""

from typing import Final

import click

FORMAT: Final = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="Output format.",
    show_default=True,
)

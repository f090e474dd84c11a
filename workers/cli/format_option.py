"""Every command that shows something shows it to a person or to a program."""

from typing import Final

import click

FORMAT: Final = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="For a person or a program.",
    show_default=True,
)

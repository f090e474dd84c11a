"""Prints a page in Markdown: rendered on a terminal, as it is in a pipe."""

import click
from rich.markdown import Markdown

from workers.cli.show_outcome import make_console


def show_page(page: str) -> None:
    """Print a page."""
    console = make_console()
    if console.is_terminal:
        console.print(Markdown(page))
    else:
        click.echo(page, nl=not page.endswith("\n"))

"""Prints a page that is written in Markdown: rendered on a terminal, as plain text in a pipe."""

import re
from typing import Final

import click
from rich.console import Console
from rich.markdown import Markdown

from workers.cli.show_outcome import make_console

_PIPE_WIDTH: Final = 100


def show_page(page: str) -> None:
    """Print a page."""
    console = make_console()
    if console.is_terminal:
        console.print(Markdown(page))
        return
    plain = Console(width=_PIPE_WIDTH, color_system=None, highlight=False, emoji=False, markup=False)
    with plain.capture() as held:
        # Rich centers a heading of the first level.
        plain.print(Markdown(f"#{page}" if page.startswith("# ") else page, hyperlinks=False))
    lines = "\n".join(line.rstrip() for line in held.get().split("\n"))
    click.echo(re.sub(r"\n{3,}", "\n\n", lines).strip("\n"))

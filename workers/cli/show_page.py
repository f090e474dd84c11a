"""Prints a page that is written in Markdown: rendered on a terminal, as plain text in a pipe."""

import re
from typing import Final

import click
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import Markdown, TableElement
from rich.table import Table

from workers.cli.show_outcome import make_console

_PIPE_WIDTH: Final = 100


class _UncutTable(TableElement):
    """A table that breaks a long path into lines, not cuts it."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The table."""
        for made in super().__rich_console__(console, options):
            if isinstance(made, Table):
                for column in made.columns:
                    column.overflow = "fold"
            yield made


class _Page(Markdown):
    elements = Markdown.elements | {"table_open": _UncutTable}


def show_page(page: str) -> None:
    """Print a page."""
    console = make_console()
    if console.is_terminal:
        console.print(_Page(page))
        return
    plain = Console(width=_PIPE_WIDTH, color_system=None, highlight=False, emoji=False, markup=False)
    with plain.capture() as held:
        # Rich centers a heading of the first level.
        plain.print(_Page(f"#{page}" if page.startswith("# ") else page, hyperlinks=False))
    lines = "\n".join(line.rstrip() for line in held.get().split("\n"))
    click.echo(re.sub(r"\n{3,}", "\n\n", lines).strip("\n"))

"""A damaged code table is refused by name, never read in part."""

from pathlib import Path


class TableError(Exception):
    """A table's file is missing, truncated, corrupt or malformed.

    The message names the file, or the package the table is built from, and what is wrong with it.
    """

    def __init__(self, source: Path | str, problem: str) -> None:
        super().__init__(f"{source}: {problem}")
        self.source = str(source)
        self.problem = problem


class WrongLayout(TableError):
    """The files that a user gave have no list in the layout of the table."""


class BadRow(TableError):
    """A row of a file cannot be parsed."""

"""A damaged code table is refused by name, never read in part."""

from collections.abc import Sequence
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
    """A row of a file cannot be parsed; `line` is its number."""

    def __init__(self, source: Path | str, line: int, problem: str) -> None:
        super().__init__(source, f"line {line}, {problem}")
        self.line = line


class BadRows(TableError):
    """Several rows of the files cannot be parsed; the message has one line for each of `rows`."""

    def __init__(self, rows: Sequence[BadRow]) -> None:
        super().__init__(rows[0].source, rows[0].problem)
        self.rows = tuple(rows)

    def __str__(self) -> str:
        return "\n".join(map(str, self.rows))

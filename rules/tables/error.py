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

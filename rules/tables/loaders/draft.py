"""The request to a loader, and the draft of a release that it makes."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from rules.tables.error import TableError
from rules.tables.loaders.source_file import SourceFile
from schemas.value import value


@value
class LoadRequest:
    """The options of a load; None means that the files say it."""

    kind: str
    today: date
    release: str | None = None
    holds_licence: bool = False
    in_force_from: date | None = None
    in_force_through: date | None = None
    folder: Path | None = None
    """The folder of loaded tables, for tables that build on their earlier releases."""
    headings: Mapping[str, str] | None = None
    """For a list from another program: its heading for each of our columns."""
    words: Mapping[str, tuple[str, ...]] | None = None
    """The value of a column in every row of a file: one value for all files, or one for each."""


@value
class Draft:
    """A release that was read; every row was checked."""

    release: str
    in_force_from: date
    in_force_through: date
    rows_read: int
    rows_kept: int
    columns: Mapping[str, tuple[str, bytes]]
    cumulative: bool
    """Whether it also has rows that ended earlier: then releases may overlap, and the newest one answers."""
    used: tuple[SourceFile, ...]
    """The files that rows were taken from."""
    notes: tuple[str, ...] = ()
    header: Mapping[str, Any] | None = None
    """More values for the file's header, for tables that need them."""
    begins: date | None = None
    """For a table of which one release answers for all dates: the first day of the release's own codes."""


def refuse(source: SourceFile, line: int, field: str, problem: str) -> NoReturn:
    """Stop the load at a row.

    Raises:
        TableError: always; it names the file, the line and the field.
    """
    raise TableError(source.name, f"line {line}, {field}: {problem}")


def refuse_files(files: list[SourceFile], problem: str) -> NoReturn:
    """Stop the load before any row was read.

    Raises:
        TableError: always; it names what was looked at.
    """
    names = [file.name for file in files]
    shown = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
    raise TableError(shown or "no file", problem)

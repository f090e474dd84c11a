"""What a loader is asked for, and what it makes of an official file: the columns of a release and its papers."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from rules.tables.error import TableError
from rules.tables.loaders.source_file import SourceFile
from schemas.value import value


@value
class LoadRequest:
    """What the user said beside the files; None is left to the files."""

    kind: str
    today: date
    release: str | None = None
    holds_licence: bool = False
    in_force_from: date | None = None
    in_force_through: date | None = None
    folder: Path | None = None
    """Where the releases before are kept, for the tables that are built on them."""
    headings: Mapping[str, str] | None = None
    """Of a list that somebody else laid out: by the column of our layout, what stands over it there."""
    words: Mapping[str, tuple[str, ...]] | None = None
    """By the column of our layout, what every row of a file has there: one word for all files, or one for each."""


@value
class Draft:
    """A release that was read, every row of it checked."""

    release: str
    in_force_from: date
    in_force_through: date
    rows_read: int
    rows_kept: int
    columns: Mapping[str, tuple[str, bytes]]
    cumulative: bool
    """Whether it also holds what ended before: then releases may overlap, and the newest one answers."""
    used: tuple[SourceFile, ...]
    """The files that rows were taken from."""
    notes: tuple[str, ...] = ()
    header: Mapping[str, Any] | None = None
    """What else the file's header holds, for the kinds that need it."""


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

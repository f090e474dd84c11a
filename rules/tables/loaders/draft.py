"""The request to a loader, and the draft of a release that it makes."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, NoReturn

from rules.tables.error import BadRow, TableError, WrongLayout
from rules.tables.loaders.expected import Expected
from rules.tables.loaders.source_file import SourceFile
from schemas.value import value

_MOST_SHOWN: Final = 4
_MEDICARE: Final = re.compile("(?<![a-z])mcr(?![a-z])|ccipra|ccioph|medicare(?!.{0,9}medicaid)")
_MEDICAID: Final = re.compile("(?<![a-z])mcd(?![a-z])|medicaid")


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
    allow_incomplete: bool = False
    """Whether to load a list that has far fewer rows than a full release."""
    expected: Expected | None = None
    """What is known about the release without its files."""

    @property
    def expected_days(self) -> tuple[date, date] | None:
        """The first and last day of the release, if they are known without its files."""
        if self.expected is None or self.expected.first is None or self.expected.last is None:
            return None
        return self.expected.first, self.expected.last

    def columns(self, known: Mapping[str, re.Pattern[str]]) -> Mapping[str, re.Pattern[str]]:
        """The pattern of each column's heading: the one the user mapped, else that of the official files.

        Raises:
            TableError: the user mapped a column that the table does not have.
        """
        mapped = self.headings or {}
        for column in mapped:
            if column not in known:
                raise TableError(self.kind, f"has no column {column!r}; it has {', '.join(known)}")
        # Headings are compared in lower-case letters and digits only.
        own = {column: re.escape(re.sub("[^a-z0-9]", "", heading.lower())) for column, heading in mapped.items()}
        return {column: re.compile(own[column]) if column in own else known[column] for column in known}


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
    parts: Mapping[str, int] | None = None
    """How many rows are from each part of the release; None if it has only one."""
    begins: date | None = None
    """For a table of which one release answers for all dates: the first day of the release's own codes."""


def refuse(source: SourceFile, line: int, field: str, problem: str) -> NoReturn:
    """Stop the load at a row.

    Raises:
        BadRow: always; it names the file, the line and the field.
    """
    raise BadRow(source.name, line, f"{field}: {problem}")


def refuse_files(files: list[SourceFile], problem: str) -> NoReturn:
    """Stop the load before any row was read.

    Raises:
        TableError: always; it names what was looked at.
    """
    raise TableError(_shown(files), problem)


def refuse_layout(files: list[SourceFile], problem: str) -> NoReturn:
    """Stop the load because no file has the layout of the table.

    Raises:
        WrongLayout: always; it names what was looked at.
    """
    raise WrongLayout(_shown(files), problem)


def refuse_other_edition(files: list[SourceFile], *, medicaid: bool) -> None:
    """Stop the load if the names of files are those of the other program: Medicare and Medicaid publish alike lists.

    Raises:
        WrongLayout: a file is the other program's by its name or its archive's.
    """
    other, pattern = ("Medicare", _MEDICARE) if medicaid else ("Medicaid", _MEDICAID)
    if named := [file for file in files if pattern.search(file.name.lower())]:
        raise WrongLayout(_shown(named), f"is {other}'s edition, not {'Medicaid' if medicaid else 'Medicare'}'s")


def _shown(files: list[SourceFile]) -> str:
    """The names of files; of many in one archive, the archive."""
    names = [file.name for file in files]
    if len(names) > _MOST_SHOWN:
        archives = Counter(name.partition(" » ")[0] for name in names)
        names = [name if count == 1 else f"{name} ({count} files)" for name, count in archives.items()]
    more = f" and {len(names) - _MOST_SHOWN} more" if len(names) > _MOST_SHOWN else ""
    return ", ".join(names[:_MOST_SHOWN]) + more or "no file"

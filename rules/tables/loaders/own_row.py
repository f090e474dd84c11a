"""Reads a row of a user's list as strictly as a row of an official file."""

import re
from typing import Final, TypeVar

from rules.tables.loaders.draft import refuse
from rules.tables.loaders.fields import PROCEDURE, read_code, read_optional_day
from rules.tables.loaders.source_file import SourceFile
from schemas.value import value

_FLAGS: Final = {"y": True, "1": True, "true": True, "n": False, "0": False, "false": False, "": False}

Word = TypeVar("Word", bound=str)


@value
class OwnRow:
    """A row of the user's list, with its file and line."""

    source: SourceFile
    line: int
    cells: dict[str, str]
    renamed: bool = False
    """Whether the list comes from another program, which may write yes, no and codes differently."""

    def flag(self, field: str) -> bool:
        """Yes or no; in a list from another program also Y, N, 1, 0, or empty for no.

        Raises:
            TableError: it is neither.
        """
        if self.renamed and self.cells[field].lower() in _FLAGS:
            return _FLAGS[self.cells[field].lower()]
        return self.choice(field, ("yes", "no")) == "yes"

    def choice(self, field: str, choices: tuple[Word, ...]) -> Word:
        """One of several words, in any case.

        Raises:
            TableError: it is another word.
        """
        found = next((each for each in choices if each.lower() == self.cells[field].lower()), None)
        if found is None:
            refuse(self.source, self.line, field, f"must be one of {', '.join(choices)} (got {self.cells[field]!r})")
        return found

    def number(self, field: str) -> int:
        """A whole number.

        Raises:
            TableError: it is not a whole number.
        """
        if not self.cells[field].isdecimal():
            refuse(self.source, self.line, field, f"expected a whole number, found {self.cells[field]!r}")
        return int(self.cells[field])

    def code(self, field: str, form: re.Pattern[str] = PROCEDURE, what: str = "procedure code") -> str:
        """A code of a format; `what` is what such a code is called.

        Raises:
            TableError: it does not match the format.
        """
        return read_code(self.source, self.line, field, self.cells[field], form, what)

    def codes(self, field: str, form: re.Pattern[str], what: str) -> list[str]:
        """Codes of a format, separated by blanks; dots are ignored. `what` is what such a code is called.

        Raises:
            TableError: one does not match the format.
        """
        words = self.cells[field].replace(".", "").replace(",", " ").split()
        return [read_code(self.source, self.line, field, each, form, what) for each in words]

    def days(self) -> tuple[str | None, str | None]:
        """The first and last day; None for no bound.

        Raises:
            TableError: one is not a valid date, or the last is before the first.
        """
        start, end = (
            read_optional_day(self.source, self.line, field, self.cells.get(field, "")) for field in ("start", "end")
        )
        if start is not None and end is not None and end < start:
            refuse(self.source, self.line, "end", f"{end} is before the start date, {start}")
        return None if start is None else start.isoformat(), None if end is None else end.isoformat()

"""A row of a list that a user wrote is read as strictly as an official one."""

import re
from typing import Final, TypeVar

from rules.tables.loaders.draft import refuse
from rules.tables.loaders.fields import read_code, read_optional_day
from rules.tables.loaders.source_file import SourceFile
from schemas.value import value

_FLAGS: Final = {"y": True, "1": True, "true": True, "n": False, "0": False, "false": False, "": False}

Word = TypeVar("Word", bound=str)


@value
class OwnRow:
    """A row of the user's list, with the place it came from."""

    source: SourceFile
    line: int
    cells: dict[str, str]
    renamed: bool = False
    """Whether somebody else laid the list out, who may write yes, no and codes in other ways."""

    def flag(self, field: str) -> bool:
        """Yes or no; of a list that somebody else laid out also Y, N, 1, 0, or nothing for no.

        Raises:
            TableError: it is neither.
        """
        if self.renamed and self.cells[field].lower() in _FLAGS:
            return _FLAGS[self.cells[field].lower()]
        return self.choice(field, ("yes", "no")) == "yes"

    def choice(self, field: str, choices: tuple[Word, ...]) -> Word:
        """One of some words, whatever its case.

        Raises:
            TableError: it is none of them.
        """
        found = next((each for each in choices if each.lower() == self.cells[field].lower()), None)
        if found is None:
            refuse(self.source, self.line, field, f"{self.cells[field]!r} is none of {', '.join(choices)}")
        return found

    def number(self, field: str) -> int:
        """A whole number.

        Raises:
            TableError: it is none.
        """
        if not self.cells[field].isdecimal():
            refuse(self.source, self.line, field, f"expected a whole number, found {self.cells[field]!r}")
        return int(self.cells[field])

    def code(self, field: str, form: re.Pattern[str] | None = None) -> str:
        """A code of the form, or a procedure code.

        Raises:
            TableError: it has not the form.
        """
        if form is None:
            return read_code(self.source, self.line, field, self.cells[field])
        return read_code(self.source, self.line, field, self.cells[field], form)

    def codes(self, field: str, form: re.Pattern[str]) -> list[str]:
        """Several codes with blanks between; dots in them do not count.

        Raises:
            TableError: one has not the form.
        """
        words = self.cells[field].replace(".", "").replace(",", " ").split()
        return [read_code(self.source, self.line, field, each, form) for each in words]

    def days(self) -> tuple[str | None, str | None]:
        """The first and the last day, None for no bound.

        Raises:
            TableError: one is no date, or the last is before the first.
        """
        start, end = (
            read_optional_day(self.source, self.line, field, self.cells.get(field, "")) for field in ("start", "end")
        )
        if start is not None and end is not None and end < start:
            refuse(self.source, self.line, "end", f"{end} is before the start, {start}")
        return None if start is None else start.isoformat(), None if end is None else end.isoformat()

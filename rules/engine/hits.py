"""Collects what the checks find in one claim, in the order of the edits."""

from collections.abc import Iterable
from itertools import islice
from typing import Final, TypeAlias

from rules.edit import Edit, Problem

Hit: TypeAlias = tuple[Edit, Problem]

MOST_FINDINGS: Final = 1000
"""Findings of one edit on one claim: more than the 999 service lines that a claim form holds."""
_ENOUGH: Final = MOST_FINDINGS + 1


class EditFailed(Exception):
    """An edit raised an exception. The message names the edit and the exception's type, never a value of the claim."""

    def __init__(self, edit: str, error: str) -> None:
        super().__init__(f"edit {edit} failed: {error}")
        self.__suppress_context__ = True  # a compiled `from None` does not
        self.edit = edit


class Hits:
    """What was found in a claim so far, and which edits failed.

    Args:
        keep_going: whether an edit that raises is listed as failed; else `fail` raises.
    """

    __slots__ = ("_begun", "_edit", "cut", "failed", "found", "keep_going")

    def __init__(self, keep_going: bool) -> None:
        self.keep_going = keep_going
        self.found: list[Hit] = []
        self.failed: list[str] = []
        self.cut: dict[str, Problem] = {}
        """The last problem that is listed, by the edits that found more."""
        self._edit: Edit | None = None
        self._begun = 0

    def add(self, edit: Edit, found: Problem | Iterable[Problem]) -> bool:
        """Add what one call of a check found; returns whether that is all that is listed for the edit."""
        if edit is not self._edit:
            self._edit, self._begun = edit, len(self.found)
        if isinstance(found, Problem):
            self.found.append((edit, found))
        else:
            self.found += [(edit, one) for one in islice(found, _ENOUGH)]
        last = self._begun + MOST_FINDINGS
        if len(self.found) <= last:
            return False
        del self.found[last:]
        self.cut[edit.code] = self.found[-1][1]
        return True

    def fail(self, edit: Edit, error: Exception) -> None:
        """Note that an edit failed. The error itself is dropped, because its message can hold a value of the claim.

        A lack of memory is no failure of an edit: an outcome does not depend on the memory of a machine.

        Raises:
            EditFailed: edits that fail are not to be listed.
        """
        if isinstance(error, MemoryError):
            raise MemoryError(f"edit {edit.code}") from None
        if not self.keep_going:
            raise EditFailed(edit.code, type(error).__name__) from None
        self.failed.append(edit.code)

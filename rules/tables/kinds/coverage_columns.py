"""The columns of a coverage release: codes and diagnoses once, and for each policy the numbers of its diagnoses.

Half a million diagnoses are two bytes each in the file's own bytes; no set or string is made of them.
"""

import json
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Any, Final

from rules.tables.coded_rows import keep, packed
from rules.tables.table_file import TableFile
from schemas.value import value

_CODE: Final = 5
_DIAGNOSIS: Final = 7
_SHORT: Final = 1 << 16


@value
class PolicyRow:
    """A policy as a list has it."""

    form: tuple[Any, ...]
    """What else is said of it, in JSON values."""
    codes: Iterable[str]
    """Its procedure codes, of five characters."""
    covered: Iterable[str] | None
    """The diagnoses for which they are covered; None if the policy lists none."""
    denied: Iterable[str]
    """The diagnoses for which they are not covered."""


class Diagnoses(Container[str]):
    """The diagnoses of one policy, as sorted numbers."""

    __slots__ = ("_all", "_numbers")

    def __init__(self, numbers: Sequence[int], known: "_Words") -> None:
        self._numbers = numbers
        self._all = known

    def __contains__(self, code: object) -> bool:
        number = self._all.number(code) if isinstance(code, str) else None
        if number is None:
            return False
        at = bisect_left(self._numbers, number)
        return at < len(self._numbers) and self._numbers[at] == number

    def __iter__(self) -> Iterator[str]:
        return (self._all.word(number) for number in self._numbers)


class _Words:
    """Sorted words of one length in a column of bytes; the number of a word is its place."""

    __slots__ = ("_bytes", "_count", "_met", "_width")

    def __init__(self, column: memoryview, width: int) -> None:
        self._bytes = column
        self._width = width
        self._count = len(column) // width
        self._met: dict[str, int | None] = {}

    def word(self, number: int) -> str:
        return bytes(self._bytes[number * self._width : (number + 1) * self._width]).decode("ascii").rstrip()

    def number(self, word: str) -> int | None:
        try:
            return self._met[word]
        except KeyError:
            at = bisect_left(range(self._count), word, key=self.word)
            found = at if at < self._count and self.word(at) == word else None
            keep(self._met, word, found)
            return found


class CoverageColumns:
    """The columns of an open release."""

    __slots__ = ("_code_first", "_code_policies", "_codes", "_covered", "_denied", "_diagnoses", "_file")

    def __init__(self, file: TableFile) -> None:
        self._file = file
        self._codes = _Words(file.column("codes"), _CODE)
        self._diagnoses = _Words(file.column("diagnoses"), _DIAGNOSIS)
        self._code_first: Sequence[int] = file.column("code_first")
        self._code_policies: Sequence[int] = file.column("code_policies")
        self._covered = (file.column("covered_first"), file.column("covered"))
        self._denied = (file.column("denied_first"), file.column("denied"))

    def forms(self) -> list[tuple[Any, ...]]:
        """What else is said of each policy, read from the file at every call."""
        return [tuple(form) for form in json.loads(self._file.text("policies"))]

    def policies(self, code: str) -> Sequence[int]:
        """The numbers of the policies that name a procedure code."""
        number = self._codes.number(code)
        return () if number is None else self._code_policies[self._code_first[number] : self._code_first[number + 1]]

    def codes(self) -> Iterator[tuple[int, str]]:
        """Every policy's number with each of its procedure codes, by code."""
        for number in range(len(self._code_first) - 1):
            for policy in self._code_policies[self._code_first[number] : self._code_first[number + 1]]:
                yield policy, self._codes.word(number)

    def covered(self, policy: int) -> Diagnoses:
        """The diagnoses for which a policy covers its codes."""
        return self._of(self._covered, policy)

    def denied(self, policy: int) -> Diagnoses:
        """The diagnoses for which a policy does not cover its codes."""
        return self._of(self._denied, policy)

    def _of(self, columns: tuple[Sequence[int], Sequence[int]], policy: int) -> Diagnoses:
        first, numbers = columns
        return Diagnoses(numbers[first[policy] : first[policy + 1]], self._diagnoses)


def coverage_columns(policies: Sequence[PolicyRow]) -> dict[str, tuple[str, bytes]]:
    """The columns of a file that `CoverageColumns` reads; whether a policy lists diagnoses is up to its form."""
    by_code: dict[str, set[int]] = {}
    for number, policy in enumerate(policies):
        for code in policy.codes:
            by_code.setdefault(code, set()).add(number)
    listed = sorted({code for policy in policies for part in (policy.covered or (), policy.denied) for code in part})
    number_of = {code: number for number, code in enumerate(listed)}
    codes = sorted(by_code)
    form = "H" if len(listed) < _SHORT else "I"

    def runs(name: str, parts: Iterable[Iterable[int]], width: str) -> dict[str, tuple[str, bytes]]:
        first, numbers = [0], []
        for part in parts:
            numbers += sorted(part)
            first.append(len(numbers))
        return {f"{name}_first": ("I", packed("I", first)), name: (width, packed(width, numbers))}

    text = json.dumps([policy.form for policy in policies], ensure_ascii=False, separators=(",", ":"))
    named = runs("code_policies", (by_code[code] for code in codes), "I")
    return {
        "codes": ("B", "".join(codes).encode("ascii")),
        "code_first": named["code_policies_first"],
        "code_policies": named["code_policies"],
        "diagnoses": ("B", "".join(code.ljust(_DIAGNOSIS) for code in listed).encode("ascii")),
        **runs("covered", ({number_of[code] for code in policy.covered or ()} for policy in policies), form),
        **runs("denied", ({number_of[code] for code in policy.denied} for policy in policies), form),
        "policies": ("text", text.encode()),
    }

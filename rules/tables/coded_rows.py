"""The rows of most code tables: codes as sorted numbers, each with a fact; every fact is stored once."""

import json
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias, TypeVar

from rules.tables.table_file import TableFile

Fact: TypeAlias = tuple[Any, ...]
"""A row without its code, in JSON values; dates as `2026-10-01`."""

# A code of up to eleven characters of 0–9 and A–Z is a number in base 36; a leading 1 keeps its zeros.
_LONGEST = 11
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def code_key(code: str) -> int | None:
    """The number for a code; None if the text cannot be a code."""
    if not code.isascii() or not code.isalnum() or len(code) > _LONGEST or code != code.upper():
        return None
    return int(f"1{code}", 36)


def code_of(key: int) -> str:
    """The code for a number."""
    characters = []
    while key:
        key, digit = divmod(key, 36)
        characters.append(_DIGITS[digit])
    return "".join(reversed(characters))[1:]


Key = TypeVar("Key")
Value = TypeVar("Value")

# Claims can carry any text as a code, so the number of kept answers is bounded.
_MOST_MET = 32_768


def keep(met: dict[Key, Value], key: Key, found: Value) -> None:
    """Keep an answer for the next time, within bounds."""
    if len(met) >= _MOST_MET:
        met.clear()
    met[key] = found


class CodedRows:
    """The rows of one release, by code: numbers stay in the file's bytes, facts are decoded on first use."""

    __slots__ = ("_fact_of", "_facts", "_file", "_keys", "_met")

    def __init__(self, file: TableFile) -> None:
        self._file = file
        self._keys: Sequence[int] = file.column("key")
        self._fact_of: Sequence[int] = file.column("fact")
        self._facts: list[Fact] | None = None
        self._met: dict[str, tuple[Fact, ...]] = {}

    def facts(self, code: str) -> tuple[Fact, ...]:
        """The facts about the code, in the order of the load; empty if the release does not have it."""
        met = self._met.get(code)
        if met is not None:
            return met
        key = code_key(code)
        if key is None:
            return ()
        at, found = bisect_left(self._keys, key), []
        while at < len(self._keys) and self._keys[at] == key:
            found.append(self._all_facts()[self._fact_of[at]])
            at += 1
        # Empty answers are kept too: most codes have no unit limit and are not add-on codes.
        facts = tuple(found)
        keep(self._met, code, facts)
        return facts

    def entries(self) -> Iterator[tuple[str, Fact]]:
        """Every code with one fact about it; shorter codes first, then in order."""
        facts = self._all_facts()
        for key, fact in zip(self._keys, self._fact_of, strict=True):
            yield code_of(key), facts[fact]

    def _all_facts(self) -> list[Fact]:
        if self._facts is None:
            self._facts = [tuple(fact) for fact in json.loads(self._file.text("facts"))]
        return self._facts


def coded_columns(rows: Iterable[tuple[str, Fact]]) -> dict[str, tuple[str, bytes]]:
    """The columns of a file that `CodedRows` reads; rows of one code keep their order.

    Raises:
        ValueError: a text is not a code.
    """
    known: dict[Fact, int] = {}
    pairs = []
    for code, fact in rows:
        key = code_key(code)
        if key is None:
            raise ValueError(f"{code!r} is not a code")
        pairs.append((key, known.setdefault(fact, len(known))))
    pairs.sort(key=lambda pair: pair[0])
    return {
        "key": ("Q", packed("Q", (key for key, _ in pairs))),
        "fact": ("I", packed("I", (fact for _, fact in pairs))),
        "facts": ("text", json.dumps(list(known), ensure_ascii=False, separators=(",", ":")).encode()),
    }


def described_columns(words: Iterable[tuple[str, str]]) -> dict[str, tuple[str, bytes]]:
    """The column of descriptions that `Descriptions` reads, sorted by code."""
    lines = sorted((code, " ".join(text.split())) for code, text in words)
    return {"descriptions": ("text", "\n".join(f"{code}\t{text}" for code, text in lines).encode())}


def packed(form: str, values: Iterable[int]) -> bytes:
    """Unsigned numbers as the file stores them: little-endian."""
    column = array(form, values)
    if sys.byteorder == "big":
        column.byteswap()
    return column.tobytes()

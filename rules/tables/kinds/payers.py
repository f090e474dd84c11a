"""`payers`: the payers that the user's clearinghouse or payers accept claims for."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final, Literal, TypeAlias, get_args

from rules.tables.kind import TableKind
from rules.tables.kinds.coded_table import in_force
from rules.tables.kinds.own_list import OWN_LICENSE, OWN_SOURCE, own_layout
from rules.tables.released_table import LoadedRelease, ReleasedTable
from rules.tables.table_file import TableFile
from schemas.value import value

Contractor: TypeAlias = Literal["AB", "DME", "HHH"]
"""Medicare's contractors: Part A and Part B, equipment, home health and hospice."""

CONTRACTORS: Final[tuple[Contractor, ...]] = get_args(Contractor)

_PARTS: Final[Mapping[str, str]] = {"9": "[0-9]", "A": "[A-Z]", "X": "[0-9A-Z]"}
_ONE: Final = r"[0-9A-Z](?:\{[1-9][0-9]?\})?"
_PATTERN: Final = re.compile(rf"(?:{_ONE})+(?:\|(?:{_ONE})+)*")
_PART: Final = re.compile(r"([0-9A-Z|])(\{[0-9]+\})?")


@value
class Payer:
    """A payer of the list."""

    forms: frozenset[str]
    """`P` for professional and `I` for institutional claims; empty if the list does not say."""
    member_ids: re.Pattern[str] | None
    """What its member IDs look like, without blanks and hyphens; None if the list does not say."""
    contractor: Contractor | None
    """Which contractor of Medicare it is; None if it is none."""


class PayersRelease(LoadedRelease):
    """One load of the user's list; a row is payer ID, first day, last day and what the list has of the payer."""

    __slots__ = ("_by_id",)

    def __init__(self, file: TableFile) -> None:
        super().__init__(file)
        self._by_id: Mapping[str, list[tuple[Any, ...]]] | None = None

    def rows(self, payer_id: str) -> list[tuple[Any, ...]]:
        """The rows of a payer ID, without the ID."""
        if self._by_id is None:
            found = defaultdict(list)
            for payer, *row in self._rows():
                found[payer].append(tuple(row))
            self._by_id = dict(found)
        return self._by_id.get(payer_id, [])

    def entries(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Every payer with one of its rows, sorted."""
        yield from sorted(((row[0], tuple(row[1:])) for row in self._rows()), key=lambda row: (row[0], str(row[1])))

    def _rows(self) -> list[list[Any]]:
        rows: list[list[Any]] = json.loads(self.file.text("payers"))
        return rows


class PayersTable(ReleasedTable[PayersRelease]):
    """The loads of the user's list; the newest one answers, whatever the dates of service."""

    __slots__ = ()

    release_class = PayersRelease

    def payer(self, payer_id: str, on: date) -> Payer | None:
        """The payer that has the ID on the day on which a claim is submitted; None if there is none."""
        row = next((row for row in self.releases[0].rows(payer_id) if in_force(row, on)), None)
        if row is None:
            return None
        _, _, forms, pattern, contractor, _ = row
        return _payer(tuple(forms), pattern, contractor)

    def successor(self, payer_id: str) -> str | None:
        """The payer ID that takes the place of one that is no longer in use; None if the list names none."""
        return next((row[5] for row in self.releases[0].rows(payer_id) if row[5]), None)


@lru_cache(maxsize=1024)
def _payer(forms: tuple[str, ...], pattern: str | None, contractor: str | None) -> Payer:
    """What a list says of a payer; many payers have the same."""
    return Payer(
        forms=frozenset(forms),
        member_ids=None if pattern is None else member_id_pattern(pattern),
        contractor=next((each for each in CONTRACTORS if each == contractor), None),
    )


def member_id_pattern(text: str) -> re.Pattern[str]:
    """The pattern of a payer's member IDs.

    Args:
        text: `9` for a digit, `A` for a letter, `X` for either; a number in braces repeats it, `|` separates
            alternatives, and any other character is itself: `X{9}|A{3}9{9}`. It is not a regular expression: every
            alternative has a fixed length, so that no member ID takes long to compare.

    Raises:
        ValueError: it is empty or malformed.
    """
    if not _PATTERN.fullmatch(text):
        raise ValueError(text)
    parts = (_PARTS.get(part, part if part == "|" else re.escape(part)) + times for part, times in _PART.findall(text))
    return re.compile("".join(parts))


PAYERS: Final = TableKind(
    name="payers",
    holds="the payers you send claims to: their IDs, claim forms, member IDs and Medicare contractors",
    carries="payer-ids",
    opens=PayersTable,
    reads="load_payers:load_payers",
    layout=own_layout(
        "payer_id, name (not kept), forms (P, I, or both with a blank between), member_id (what member IDs look like: "
        "9 is a digit, A a letter, X either, a number in braces repeats it, | separates alternatives, as in "
        "X{9}|A{3}9{9}), medicare_contractor (AB, DME, HHH or empty), replaced_by (another payer ID), start, end (the "
        "first and last day on which claims may be submitted under the ID)"
    ),
    source=OWN_SOURCE,
    license=OWN_LICENSE,
)

"""`icd10cm`: the ICD-10-CM codes that were billable on a date, and the headers above them (CDC, CMS)."""

from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Final

from rules.tables.kind import PUBLIC_DOMAIN, TableKind
from rules.tables.shipped.dated_codes import ORDER_FILE_LAYOUT, DatedCodes

_CATEGORY = 3
_FULL = 7


class Icd10cm(DatedCodes):
    """The ICD-10-CM code table with the flags of the Medicare Code Editor, from 2015-10-01 on.

    A code can be billable until one day and a header from the next (M72.2 on 2026-10-01).
    """

    __slots__ = ("_with_seventh",)

    name = "icd10cm"

    def __init__(self, folder: Path, file: Path | None = None) -> None:
        super().__init__(folder, file)
        self._with_seventh = frozenset(self.file.header["categories_with_seventh_character"].split())

    def is_header(self, code: str, on: date) -> bool:
        """Whether the code is a category or subcategory with billable codes below it on the date."""
        return len(code) >= _CATEGORY and bool(self.below(code, on, 1))

    def was_header(self, code: str) -> bool:
        """Whether the code is or was, on any date, a category or subcategory with billable codes below it."""
        first, past = self._range_below(code)
        return len(code) >= _CATEGORY and first < past

    def seventh_character_fault(self, code: str, on: date) -> bool:
        """Whether only the 7th character or the X padding of the code is at fault (guideline I.A.4–5).

        True for a code that is not billable on the date and that `complete` can make billable.
        """
        return self.row_on(code, on) is None and bool(self.complete(code, on))

    def complete(self, code: str, on: date) -> tuple[str, ...]:
        """The billable codes that this one could mean if only its 7th character or its X padding is at fault.

        S72001 → S72001A, S72001B, …; S0990A → S0990XA; T36.01A → T360X1A; for an undefined 7th character, all defined
        ones. Empty if more is missing, and if the category defines no 7th characters, whatever the length of its codes
        (H54.1151).
        """
        if not _CATEGORY <= len(code) <= _FULL or code[:_CATEGORY] not in self._with_seventh:
            return ()
        found: set[str] = set()
        for stem in _padded(code):
            found.update(each for each in self.below(stem, on) if len(each) == _FULL)
        if len(code) == _FULL:
            found.update(self.below(code[: _FULL - 1], on))
        else:
            for stem in _padded(code[:-1]):
                full = stem + code[-1]
                if self.row_on(full, on) is not None:
                    found.add(full)
        return tuple(sorted(found))

    def _begun_beside(self, code: str, since: date) -> tuple[str, ...]:
        begun = super()._begun_beside(code, since)
        # An initial encounter is not replaced by a sequela.
        return tuple(each for each in begun if len(each) == len(code) == _FULL and each[-1] == code[-1]) or begun


def _padded(stem: str) -> list[str]:
    """The ways to bring a stem to six characters with placeholders X after the category."""
    missing = _FULL - 1 - len(stem)
    if missing < 0 or len(stem) < _CATEGORY:
        return []
    ways = []
    for places in combinations(range(_CATEGORY, _FULL - 1), missing):
        rest = iter(stem[_CATEGORY:])
        ways.append(stem[:_CATEGORY] + "".join("X" if at in places else next(rest) for at in range(_CATEGORY, 6)))
    return list(dict.fromkeys(ways))


ICD10CM: Final = TableKind(
    name="icd10cm",
    holds="the ICD-10-CM diagnosis codes with their dates and their flags of the Medicare Code Editor",
    carries="diagnoses",
    opens=Icd10cm,
    reads="load_icd10:load_icd10_order",
    layout=ORDER_FILE_LAYOUT,
    source="CDC/NCHS and CMS, ICD-10-CM code order file of a fiscal year or of April; for flags, CMS, Definitions of "
    "Medicare Code Edits.",
    license=PUBLIC_DOMAIN,
)

"""`icd10cm_tabular`: the hierarchy of ICD-10-CM, with its Excludes1 and code-first notes (CDC)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from rules.tables.kind import PUBLIC_DOMAIN, TableKind
from rules.tables.shipped.code_reference import Target, read_target
from rules.tables.shipped_table import ShippedTable

_CATEGORY = 3
_FULL = 7

TABULAR_LAYOUT: Final = """The tabular list: XML with chapters, sections and nested `diag` entries, which have `name`, \
`desc`, notes and 7th characters.
`icd10cm_tabular` keeps the hierarchy and the notes, `laterality` the sets of codes whose descriptions differ only by
side. Load both from the same file."""


@dataclass(frozen=True, slots=True)
class TabularNote:
    """A note of the tabular list that names codes.

    Attributes:
        at: where it is: an undotted code, a block such as `M70-M79`, or the number of a chapter.
        text: the text of the note.
        targets: the codes it names, in its order; never empty.
    """

    at: str
    text: str
    targets: tuple[Target, ...]

    def names(self, code: str) -> bool:
        """Whether the note names the code, a range around it or an ancestor of it."""
        return any(target.matches(code) for target in self.targets)


class Excludes1Note(TabularNote):
    """ "Not coded here": the codes it names are never reported with the code of the note (guideline I.A.12.a)."""

    __slots__ = ()


class CodeFirstNote(TabularNote):
    """The codes it names are reported before the code of the note (guideline I.A.13)."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class SeventhCharacters:
    """The 7th characters that a category or subcategory defines for all codes below it.

    Attributes:
        at: the undotted code they are defined at.
        meanings: by character.
    """

    at: str
    meanings: Mapping[str, str]


class Icd10cmTabular(ShippedTable):
    """The chapters, blocks, categories and notes of one release of the tabular list.

    Notes change little from year to year and have no dates: one release answers for all dates of the ICD-10-CM table.
    Codes are undotted. A code that the release does not know has the ancestors of its first characters.
    """

    __slots__ = ("_categories", "_code_first", "_entries", "_excludes1", "_pair", "_read_notes", "_seventh")

    name = "icd10cm_tabular"

    def __init__(self, folder: Path, file: Path | None = None) -> None:
        super().__init__(folder, file)
        self._categories: dict[str, tuple[str, str]] = {}
        for block, chapter, categories in self.file.header["blocks"]:
            self._categories.update(dict.fromkeys(categories.split(), (block, chapter)))
        self._excludes1 = _by_place(self.file.text("excludes1"))
        self._code_first = _by_place(self.file.text("code_first"))
        self._entries: dict[str, str] | None = None
        self._seventh: dict[str, SeventhCharacters] | None = None
        self._read_notes: dict[str, tuple[Excludes1Note, ...]] = {}
        self._pair = lru_cache(maxsize=65536)(self._find_pair)

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The subcategories and the category above a code, nearest first; `block` and `chapter` go on from there."""
        entries = self._described()
        above = (code[:length] for length in range(min(len(code) - 1, _FULL), _CATEGORY - 1, -1))
        return tuple(each for each in above if each in entries)

    def block(self, code: str) -> str | None:
        """The block of a code, such as `M70-M79`; None if its category is unknown."""
        found = self._categories.get(code[:_CATEGORY])
        return None if found is None else found[0]

    def chapter(self, code: str) -> str | None:
        """The number of a code's chapter, such as `13`; None if its category is unknown."""
        found = self._categories.get(code[:_CATEGORY])
        return None if found is None else found[1]

    def categories(self) -> tuple[tuple[str, str, str], ...]:
        """Every category with its block and the number of its chapter, in order."""
        return tuple((category, *above) for category, above in sorted(self._categories.items()))

    def category_description(self, code: str) -> str | None:
        """The description of a category or subcategory, without its ancestors'; None if the release has none."""
        return self._described().get(code)

    def block_description(self, block: str) -> str | None:
        """The description of a block such as `M70-M79`."""
        return self._described().get(f"block {block}")

    def chapter_description(self, chapter: str) -> str | None:
        """The description of a chapter, by its number."""
        return self._described().get(f"chapter {chapter}")

    def excludes1(self, code: str) -> tuple[Excludes1Note, ...]:
        """The Excludes1 notes that apply to a code, nearest first: its own, its ancestors', block's and chapter's.

        A note that names no code is left out.
        """
        found: list[Excludes1Note] = []
        for at in self._places(code):
            notes = self._read_notes.get(at)
            if notes is None and at in self._excludes1:
                notes = tuple(Excludes1Note(at, text, targets) for text, targets in _read(self._excludes1, at))
                self._read_notes[at] = notes
            found.extend(notes or ())
        return tuple(found)

    def excludes1_between(self, code: str, other: str) -> Excludes1Note | None:
        """The Excludes1 note of either code that names the other; None if both may be reported together."""
        if len(code) > _FULL or len(other) > _FULL:
            return None  # not a code: unbounded texts are not kept
        found: Excludes1Note | None = self._pair(code, other)
        return found

    def code_first(self, code: str) -> tuple[CodeFirstNote, ...]:
        """The code-first notes that apply to a code and name codes: its own and its ancestors', nearest first."""
        return tuple(
            CodeFirstNote(at, text, targets)
            for at in self._places(code)
            for text, targets in _read(self._code_first, at)
        )

    def seventh_characters(self, code: str) -> SeventhCharacters | None:
        """The definition that governs the 7th character of a code: its own or its nearest ancestor's."""
        if self._seventh is None:
            self._seventh = {}
            for line in self.file.text("seventh").split("\n"):
                at, *meanings = line.split("\t")
                listed = {meaning[0]: meaning[1:] for meaning in meanings}
                self._seventh[at] = SeventhCharacters(at, MappingProxyType(listed))
        for length in range(min(len(code), _FULL), _CATEGORY - 1, -1):
            found = self._seventh.get(code[:length])
            if found is not None:
                return found
        return None

    @staticmethod
    def matches(target: Target, code: str) -> bool:
        """Whether a reference in a note names the code."""
        return target.matches(code)

    def _find_pair(self, code: str, other: str) -> Excludes1Note | None:
        for one, two in ((code, other), (other, code)):
            for note in self.excludes1(one):
                if note.names(two):
                    return note
        return None

    def _places(self, code: str) -> list[str]:
        places = [code[:length] for length in range(min(len(code), _FULL), _CATEGORY - 1, -1)]
        found = self._categories.get(code[:_CATEGORY])
        if found is not None:
            # A block of one category has the category's name: one place, not two.
            places.extend(place for place in found if place not in places)
        return places

    def _described(self) -> dict[str, str]:
        if self._entries is None:
            lines = self.file.text("entries").split("\n")
            self._entries = {name: words for name, _, words in (line.partition("\t") for line in lines)}
        return self._entries


def _by_place(text: str) -> dict[str, str]:
    """The lines of notes by their place, not parsed: most are never needed."""
    found: dict[str, str] = {}
    for line in text.split("\n"):
        at, _, rest = line.partition("\t")
        found[at] = rest
    return found


def _read(notes: Mapping[str, str], at: str) -> list[tuple[str, tuple[Target, ...]]]:
    line = notes.get(at)
    if line is None:
        return []
    parts = line.split("\t")
    return [
        (text, tuple(read_target(target) for target in targets.split(" ")))
        for targets, text in zip(parts[::2], parts[1::2], strict=True)
    ]


ICD10CM_TABULAR: Final = TableKind(
    name="icd10cm_tabular",
    holds="the hierarchy of ICD-10-CM with its Excludes1 notes, code-first notes and 7th characters",
    carries="diagnoses",
    opens=Icd10cmTabular,
    fewest={"rows": 40_000},
    reads="load_tabular_list:load_tabular_list",
    layout=TABULAR_LAYOUT,
    source="CDC/NCHS, ICD-10-CM tabular list of a fiscal year or of April.",
    license=PUBLIC_DOMAIN,
)

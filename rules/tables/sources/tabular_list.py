"""Parses the ICD-10-CM tabular list (CDC/NCHS): chapters, blocks, categories, codes and their notes."""

import hashlib
import importlib.util
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from rules.tables.error import TableError

_FILE = "icd10c-tabular-April-1-2026.xml"


@dataclass(slots=True)
class TabularEntry:
    """A chapter, block or code of the tabular list; codes are undotted.

    Attributes:
        kind: `chapter` (its name is its number), `section` (a block: its name is its range) or `diag`.
        parent: the name of the entry around it, of a code the nearest with which it begins; None for a chapter.
        seventh: the meaning of each 7th character that the entry defines.
    """

    kind: str
    name: str
    description: str
    parent: str | None
    excludes1: list[str] = field(default_factory=list)
    code_first: list[str] = field(default_factory=list)
    seventh: dict[str, str] = field(default_factory=dict)
    leaf: bool = True


class TabularList:
    """The tabular list of the installed package simple-icd-10-cm, or a downloaded one.

    Raises:
        TableError: the package or its file is missing, or an entry is malformed.
    """

    package = "simple-icd-10-cm"

    def __init__(self, downloaded: bytes | None = None, *, path: Path | None = None, release: str = "") -> None:
        self.release = release or "April 2026"
        self.version = ""
        if downloaded is None or path is None:
            raw = self._of_package()
        else:
            self.path, raw = path, downloaded
        self.sha256 = hashlib.sha256(raw).hexdigest()
        try:
            root = ElementTree.fromstring(raw)
        except ElementTree.ParseError as error:
            raise TableError(self.path, f"is truncated or damaged: {error}") from error
        self.entries = [entry for chapter in root.findall("chapter") for entry in self._entries(chapter, ())]
        self._check_names()

    def _of_package(self) -> bytes:
        spec = importlib.util.find_spec("simple_icd_10_cm")  # not imported, because it would parse the list too
        if spec is None or spec.origin is None:
            raise TableError(self.package, "is not installed; install the extra 'dev'")
        self.path = Path(spec.origin).parent / "data" / _FILE
        self.version = version(self.package)
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise TableError(self.path, f"cannot be read: {error}") from error

    def descriptions(self) -> dict[str, str]:
        """The description of every billable code: its entry's, followed by that of its 7th character."""
        by_name = {entry.name: entry for entry in self.entries if entry.kind == "diag"}
        found = {}
        for entry in by_name.values():
            if not entry.leaf:
                continue
            meanings = _seventh_of(entry, by_name)
            if not meanings:
                found[entry.name] = entry.description
                continue
            stem = entry.name.ljust(6, "X")
            if len(stem) > 6:  # the list has this code with its 7th character
                found[entry.name] = entry.description
                continue
            for character, meaning in meanings.items():
                found[stem + character] = f"{entry.description}, {meaning}"
        return found

    def _entries(self, element: ElementTree.Element, around: tuple[str, ...]) -> Iterator[TabularEntry]:
        name = element.get("id") or _text(element.find("name"))
        parent = around[-1] if around else None
        if element.tag == "diag":
            name = name.replace(".", "")
            # The list of FY2021 has H54.512A below H54.511: its parent is H54.51, with which it begins.
            parent = next((one for one in reversed(around) if name.startswith(one)), parent)
        description = _text(element.find("desc"))
        if not name or not description:
            raise TableError(self.path, f"an entry below {parent} has no name or no description")
        entry = TabularEntry(element.tag, name, description, parent)
        entry.excludes1 = [_text(note) for note in element.findall("excludes1/note")]
        entry.code_first = [_text(note) for note in element.findall("codeFirst/note")]
        entry.seventh = self._seventh(element, name)
        below = [child for child in element if child.tag in ("section", "diag")]
        entry.leaf = not below
        yield entry
        for child in below:
            yield from self._entries(child, (*around, name))

    def _seventh(self, element: ElementTree.Element, name: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for extension in element.findall("sevenChrDef/extension"):
            character = extension.get("char") or ""
            meaning = _text(extension)
            if len(character) != 1 or not meaning or character in found:
                raise TableError(self.path, f"the 7th characters of {name} are malformed at {character!r}")
            found[character] = meaning
        return found

    def _check_names(self) -> None:
        """Look-ups by the first characters of codes rely on this."""
        for entry in self.entries:
            parent = entry.parent or ""
            if entry.kind == "diag" and len(entry.name) > 3 and not (entry.name.startswith(parent) and len(parent) > 2):
                raise TableError(self.path, f"{entry.name} is below {entry.parent}")


def _seventh_of(entry: TabularEntry, by_name: dict[str, TabularEntry]) -> dict[str, str]:
    for length in range(len(entry.name), 2, -1):  # a code's ancestors are its first characters
        above = by_name.get(entry.name[:length])
        if above is not None and above.seventh:
            return above.seventh
    return {}


def _text(element: ElementTree.Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())

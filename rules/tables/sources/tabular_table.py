"""Builds the file of the tabular list: entries, notes with the codes they name, and 7th characters, as text."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from rules.tables.error import TableError
from rules.tables.sources.note_reader import read_targets
from rules.tables.sources.tabular_list import TabularEntry, TabularList
from rules.tables.table_file import table_file_bytes


def icd10cm_tabular(tabular: TabularList, header: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The header and the file of `icd10cm_tabular`."""
    open_fracture = {
        entry.name: "".join(mark for mark, meaning in entry.seventh.items() if "open fracture" in meaning)
        for entry in tabular.entries
        if entry.kind == "diag" and entry.seventh
    }
    excludes1 = _notes(tabular.entries, "excludes1", open_fracture)
    code_first = _notes(tabular.entries, "code_first", open_fracture)
    complete = {
        **header,
        "kind": "icd10cm_tabular",
        "release": tabular.release,
        "rows": len(tabular.entries),
        "excludes1_notes": sum(len(entry.excludes1) for entry in tabular.entries),
        "excludes1_notes_that_name_codes": sum(line.count("\t") // 2 for line in excludes1),
    }
    columns = {
        "entries": _entries(tabular.entries),
        "excludes1": excludes1,
        "code_first": code_first,
        "seventh": [
            "\t".join([entry.name, *(mark + meaning for mark, meaning in entry.seventh.items())])
            for entry in tabular.entries
            if entry.seventh
        ],
    }
    for name, lines in columns.items():
        if len({line.partition("\t")[0] for line in lines}) != len(lines):
            raise TableError(tabular.path, f"two {name} have the same place")
    held = {**complete, "blocks": _blocks(tabular)}
    return complete, table_file_bytes(held, {name: ("text", "\n".join(x).encode()) for name, x in columns.items()})


def _entries(entries: list[TabularEntry]) -> list[str]:
    """Chapters, blocks, categories and subcategories; the descriptions of billable codes are with the codes."""
    kinds = {"chapter": "chapter ", "section": "block ", "diag": ""}
    return [f"{kinds[entry.kind]}{entry.name}\t{entry.description}" for entry in entries]


def _notes(entries: list[TabularEntry], kind: str, open_fracture: Mapping[str, str]) -> list[str]:
    found: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        for text in getattr(entry, kind):
            targets = read_targets(text, open_fracture)
            if targets:
                found[entry.name] += [" ".join(str(target) for target in targets), text]
    return ["\t".join([at, *notes]) for at, notes in found.items()]


def _blocks(tabular: TabularList) -> list[list[str]]:
    """Every block with its chapter and its categories."""
    chapter_of = {entry.name: entry.parent for entry in tabular.entries if entry.kind == "section"}
    categories: dict[str, list[str]] = defaultdict(list)
    for entry in tabular.entries:
        if entry.kind == "diag" and len(entry.name) == 3:
            categories[entry.parent or ""].append(entry.name)
    found = []
    for block, names in categories.items():
        chapter = chapter_of.get(block)
        if chapter is None or not chapter.isdigit():
            raise TableError(tabular.path, f"block {block} is in no chapter")
        found.append([block, chapter, " ".join(names)])
    return found

"""Loads downloaded originals into their tables, with what is known of the release without its files."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from rules.tables.error import TableError
from rules.tables.folder_index import read_index
from rules.tables.loaders.expected import Expected
from rules.tables.loaders.load_table import load_table
from rules.tables.manifest import Manifest
from rules.tables.store import TABLE_KINDS
from workers.fetch.failed import FetchFailed
from workers.fetch.originals import Originals
from workers.fetch.source import Expect, Source


def loaded_from(tables: Path, kind: str, originals: Originals) -> Manifest | None:
    """The manifest of the loaded release that was read from these files; None if there is none.

    Raises:
        TableError: the index of the folder is damaged.
    """
    held = {file.sha256 for file in originals.files}
    for entry in read_index(tables):
        if entry.kind != kind:
            continue
        try:
            manifest = TABLE_KINDS[kind].open_release(tables / entry.file).manifest
        except TableError:
            continue  # a damaged table is loaded again
        read = {source.sha256 for source in manifest.sources}
        if read and read <= held:
            return manifest
    return None


def load_originals(
    source: Source, originals: Originals, folder: Path, tables: Path, *, force: bool, now: datetime
) -> Iterator[Manifest]:
    """Load the files into each table of the source that was not read from them.

    Raises:
        FetchFailed: the loader refuses the files; the tables keep what they had.
    """
    for kind in source.kinds:
        try:
            if not force and loaded_from(tables, kind, originals) is not None:
                continue
            yield load_table(
                kind,
                [folder / file.name for file in originals.files],
                folder=tables,
                allow_incomplete=force,
                expected=_expected(source, originals),
                now=now,
            )
        except TableError as wrong:
            said = str(wrong).replace("--allow-incomplete loads it", "--force loads it")
            raise FetchFailed("failed check", f"{kind}: {said}") from None


def _expected(source: Source, originals: Originals) -> Expected:
    expect = source.expect or Expect(media=("zip",), bytes=(0, 0))
    days = originals.first is not None and originals.last is not None
    accepted = originals.license
    return Expected(
        release=originals.release if source.period.length != "snapshot" else None,
        first=date.fromisoformat(originals.first or "") if days else None,
        last=date.fromisoformat(originals.last or "") if days else None,
        fewest=(expect.rows[0] or None) if expect.rows is not None else None,
        most=expect.rows[1] if expect.rows is not None else None,
        stated=originals.stated,
        share_of_previous=expect.at_least_of_previous,
        members=re.compile(expect.members) if expect.members is not None else None,
        notes=(f"license {accepted['name']} accepted by {accepted['accepted_by']} on {accepted['accepted_at'][:10]}",)
        if accepted is not None
        else (),
    )

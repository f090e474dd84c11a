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
from rules.tables.prune_releases import prune_releases
from rules.tables.shipped.places_of_service import PlacesOfService
from rules.tables.store import SHIPPED, TABLE_KINDS, open_shipped
from workers.fetch.failed import FetchFailed
from workers.fetch.originals import Originals, held_originals, reject
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


def is_shipped(kind: str, first: date | None, last: date | None) -> bool:
    """Whether the shipped table already has the release of these days."""
    table = open_shipped().get(kind) if kind in SHIPPED else None
    if table is None or first is None or last is None:
        return False
    return first <= table.since if isinstance(table, PlacesOfService) else last <= table.in_force_through


def load_originals(
    source: Source, originals: Originals, folder: Path, tables: Path, *, force: bool, now: datetime
) -> Iterator[Manifest]:
    """Load the files into each table of the source that was not read from them.

    Raises:
        FetchFailed: the loader refuses the files; the tables keep what they had.
    """
    for kind in source.kinds:
        try:
            if not force and (is_shipped(kind, *_days(originals)) or loaded_from(tables, kind, originals) is not None):
                continue
            if kind != source.kinds[0] and _own(tables, kind, source, originals):
                continue
            manifest = load_table(
                kind,
                [folder / file.name for file in originals.files],
                folder=tables,
                allow_incomplete=force,
                expected=_expected(source, originals),
                now=now,
            )
        except TableError as wrong:
            said = str(wrong).replace("--allow-incomplete loads it", "--force loads it")
            reject(tables, source.id, folder.with_name(f"{kind} {folder.name}"), said)
            raise FetchFailed("failed check", f"{kind}: {said}") from None
        if source.rhythm.keep is not None:
            _keep(tables, kind, source)
        yield manifest


def _own(tables: Path, kind: str, source: Source, originals: Originals) -> bool:
    """Whether the user has loaded another list for these days, such as the AMA's own CPT codes; it stays in use."""
    ours = _digests(tables, source)
    first = _days(originals)[0] or date.min
    for entry in read_index(tables):
        if entry.kind == kind:
            release = TABLE_KINDS[kind].open_release(tables / entry.file)
            if release.covers(first) and not ours.intersection(each.sha256 for each in release.manifest.sources):
                return True
    return False


def _keep(tables: Path, kind: str, source: Source) -> None:
    """Remove all but the newest releases that were fetched of a list that comes often."""
    ours, loads = _digests(tables, source), {}
    for entry in read_index(tables):
        if entry.kind == kind:
            manifest = TABLE_KINDS[kind].open_release(tables / entry.file).manifest
            if {each.sha256 for each in manifest.sources} <= ours:
                loads[entry.release] = manifest.loaded_at
    for name in sorted(loads, key=lambda each: loads[each], reverse=True)[source.rhythm.keep :]:
        prune_releases(tables, kind=kind, release=name)


def _digests(tables: Path, source: Source) -> set[str]:
    """The digests of all files of the source that were fetched."""
    return {file.sha256 for held, _ in held_originals(tables, source.id) for file in held.files}


def _days(originals: Originals) -> tuple[date | None, date | None]:
    first, last = originals.first, originals.last
    return None if first is None else date.fromisoformat(first), None if last is None else date.fromisoformat(last)


def _expected(source: Source, originals: Originals) -> Expected:
    expect = source.expect or Expect(media=("zip",), bytes=(0, 0))
    first, last = _days(originals)
    accepted = originals.license
    return Expected(
        release=originals.release,
        first=first if last is not None else None,
        last=last,
        fewest=(expect.rows[0] or None) if expect.rows is not None else None,
        most=expect.rows[1] if expect.rows is not None else None,
        stated=originals.stated,
        share_of_previous=expect.at_least_of_previous,
        members=re.compile(expect.members) if expect.members is not None else None,
        notes=(f"license {accepted['name']} accepted by {accepted['accepted_by']} on {accepted['accepted_at'][:10]}",)
        if accepted is not None
        else (),
    )

"""Loads a release: reads and checks every row of the official files, then adds it to the folder."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from rules.tables.error import TableError
from rules.tables.folder_index import IndexEntry, locked, read_index, write_index, write_whole
from rules.tables.loaders.draft import Draft, LoadRequest
from rules.tables.loaders.load_own_lists import OWN_LISTS
from rules.tables.loaders.loader_of import loader_of
from rules.tables.loaders.source_file import open_sources
from rules.tables.manifest import Manifest, SourceDigest, manifest_form
from rules.tables.store import LOADABLE, TABLE_KINDS
from rules.tables.table_file import table_file_bytes

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._()+-]{0,59}")


def load_table(
    kind: str,
    files: Sequence[Path],
    *,
    folder: Path,
    release: str | None = None,
    holds_licence: bool = False,
    in_force_from: date | None = None,
    in_force_through: date | None = None,
    headings: Mapping[str, str] | None = None,
    words: Mapping[str, tuple[str, ...]] | None = None,
    now: datetime | None = None,
) -> Manifest:
    """Load one release of a code table into a folder.

    Nothing changes until every row was read and the new file could be opened; then the index is replaced. A release of
    the same name is replaced; other releases stay.

    Args:
        kind: the name of the table, such as `hcpcs`.
        files: the official files of the release; zips as downloaded.
        folder: the folder of loaded tables.
        release: the name of the release; None: as the files say.
        holds_licence: whether the user holds the license that the descriptions need.
        in_force_from: the first date the release answers for; None: as the files say.
        in_force_through: the last date; None: as the files say.
        headings: for a list from another program, its heading for each of our columns.
        words: the value of a column in every row: one for all files, or one for each file.
        now: the time of the load; the current time if left out.

    Raises:
        TableError: the files are refused; the folder is unchanged.
    """
    if kind not in LOADABLE:
        raise TableError(kind, f"unknown table; these can be loaded: {', '.join(LOADABLE)}")
    if not files:
        raise TableError(kind, "no file was given")
    if release is not None and not _NAME.fullmatch(release):
        raise TableError(kind, f"{release!r} is not a valid release name (letters, digits, blanks and . _ - ( ) +)")
    if (headings or words) and kind not in OWN_LISTS:
        raise TableError(kind, "is loaded from official files, whose columns are known; columns cannot be mapped")
    moment = now or datetime.now(UTC)
    request = LoadRequest(
        kind=kind,
        today=moment.date(),
        release=release,
        holds_licence=holds_licence,
        in_force_from=in_force_from,
        in_force_through=in_force_through,
        folder=folder,
        headings=headings,
        words=words,
    )
    draft = loader_of(TABLE_KINDS[kind])(open_sources(files), request)
    manifest = Manifest(
        kind=kind,
        release=draft.release,
        sources=_digests(draft),
        rows_read=draft.rows_read,
        rows_kept=draft.rows_kept,
        in_force_from=draft.in_force_from,
        in_force_through=draft.in_force_through,
        loaded_at=moment,
        holds_licence=holds_licence,
        notes=draft.notes,
    )
    _publish(folder, manifest, draft)
    return manifest


def _publish(folder: Path, manifest: Manifest, draft: Draft) -> None:
    kind = manifest.kind
    header = {**(draft.header or {}), **manifest_form(manifest), "cumulative": draft.cumulative}
    content = table_file_bytes(header, draft.columns)
    try:
        with locked(folder):
            entries = read_index(folder)
            others = [entry for entry in entries if entry.kind == kind and entry.release != manifest.release]
            if not draft.cumulative:
                _refuse_overlap(folder, manifest, others)
            entry = IndexEntry(kind=kind, release=manifest.release, file=_file_name(manifest, content))
            path = folder / entry.file
            path.parent.mkdir(exist_ok=True)
            write_whole(path, content)
            TABLE_KINDS[kind].open_release(path)  # a file that cannot be read back is not added
            kept = tuple(e for e in entries if not (e.kind == kind and e.release == manifest.release))
            write_index(folder, (*kept, entry))
            for replaced in entries:
                if replaced.kind == kind and replaced.release == manifest.release and replaced.file != entry.file:
                    (folder / replaced.file).unlink(missing_ok=True)
    except OSError as error:
        raise TableError(folder, f"cannot be written to: {error.strerror or error}") from error


def _refuse_overlap(folder: Path, manifest: Manifest, others: Sequence[IndexEntry]) -> None:
    for other in others:
        theirs = TABLE_KINDS[other.kind].open_release(folder / other.file).manifest
        if theirs.in_force_from <= manifest.in_force_through and manifest.in_force_from <= theirs.in_force_through:
            raise TableError(
                manifest.kind,
                f"release {manifest.release} ({manifest.in_force_from} … {manifest.in_force_through}) would "
                f"overlap {theirs.release} ({theirs.in_force_from} … {theirs.in_force_through}); prune "
                "that one, or give --from and --through",
            )


def _digests(draft: Draft) -> tuple[SourceDigest, ...]:
    found = {source.digest.sha256: source.digest for source in draft.used}
    return tuple(found.values())


def _file_name(manifest: Manifest, content: bytes) -> str:
    slug = re.sub("[^a-z0-9.-]+", "-", manifest.release.lower()).strip("-")
    # The checksum follows the magic bytes; eight of its digits distinguish two loads of one release.
    return f"{manifest.kind}/{slug}.{content[16:24].decode('ascii')}.table"

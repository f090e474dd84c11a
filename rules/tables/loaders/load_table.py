"""Loads a release: reads and checks every row of the official files, then adds it to the folder."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from rules.tables.error import BadRow, BadRows, TableError, WrongLayout
from rules.tables.folder_index import (
    IndexEntry,
    locked,
    read_index,
    read_replaced,
    remove_unnamed,
    write_index,
    write_whole,
)
from rules.tables.loaders.draft import Draft, LoadRequest
from rules.tables.loaders.expected import Expected
from rules.tables.loaders.load_own_lists import OWN_LISTS
from rules.tables.loaders.loader_of import loader_of
from rules.tables.loaders.recognize import recognize
from rules.tables.loaders.source_file import SourceFile, open_sources
from rules.tables.manifest import Manifest, SourceDigest, manifest_form
from rules.tables.released_table import LoadedRelease
from rules.tables.shipped.dated_codes import DatedCodes
from rules.tables.store import LOADABLE, TABLE_KINDS
from rules.tables.table_file import table_file_bytes

_WITHOUT_HEADINGS: Final = frozenset(
    [
        "icd10cm",
        "icd10pcs",
        "icd10cm_tabular",
        "laterality",
        "ncci_ptp",
        "ncci_ptp_medicaid",
        "mpfs",
        "order_referring",
        "zip_states",
    ]
)
# A full list lacks at most a tenth of the codes of the one before, and somewhat more for each year between them.
_LOST: Final = 0.1
_LOST_A_YEAR: Final = 0.05
MOST_WRONG_ROWS: Final = 10
"""Wrong rows that are named at once."""
_SMALL: Final = 8 << 20
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
    allow_incomplete: bool = False,
    expected: Expected | None = None,
    now: datetime | None = None,
) -> Manifest:
    """Load one release of a code table into a folder.

    Nothing changes until every row was read and the new file could be opened; then the index is replaced. A release of
    the same name is replaced, but its file is kept for comparisons; other releases stay.

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
        allow_incomplete: whether to load a list that has far fewer rows than a full release.
        expected: what the caller knows about the release without its files; None: only what holds for every release.
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
    if words and kind not in OWN_LISTS:
        raise TableError(kind, "is loaded from official files; a column cannot be set to a constant")
    if headings and kind in _WITHOUT_HEADINGS:
        raise TableError(kind, "is loaded from files without headings, or with known ones; columns cannot be mapped")
    if release is None and expected is not None:
        release = expected.release
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
        allow_incomplete=allow_incomplete,
        expected=expected,
    )
    sources = open_sources(files)
    if expected is not None:
        sources = expected.of_archives(sources)
    _refuse_carriage_returns(sources)
    try:
        draft = _read(sources, request, small=sum(path.stat().st_size for path in files) <= _SMALL)
    except WrongLayout as error:
        said = recognize(sources, kind, moment.date())
        raise WrongLayout(error.source, f"{error.problem}; {said}" if said else error.problem) from None
    if expected is not None and (wrong := expected.contradicted_by(draft.rows_read, draft.rows_kept)):
        raise TableError(draft.used[0].name, wrong)
    try:
        with locked(folder):
            # Other loads wait until this one has compared itself with the loaded releases and is in the index.
            incomplete = tuple(_missing(request, draft, folder))
            if incomplete and not allow_incomplete:
                raise TableError(draft.used[0].name, f"{incomplete[0]}; --allow-incomplete loads it anyway")
            told = () if expected is None else expected.notes
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
                notes=(*draft.notes, *incomplete, *_beside_others(folder, kind, draft), *told),
                replaces=_replaced_load(folder, kind, draft),
                cumulative=draft.cumulative,
            )
            _publish(folder, manifest, draft)
    except OSError as error:
        raise TableError(folder, f"cannot be written to: {error.strerror or error}") from error
    return manifest


def _refuse_carriage_returns(sources: list[SourceFile]) -> None:
    """Refuse text that would be read as one long line, of which fixed columns take the beginning for the only row."""
    for source in sources:
        text = not source.inside_zip or source.own_name.endswith((".txt", ".csv"))
        if text and b"\r" in source.head and not any(each in source.head for each in (b"\n", b"\0")):
            raise TableError(source.name, "its lines end with a carriage return only: save it with line feeds")


def _read(sources: list[SourceFile], request: LoadRequest, *, small: bool) -> Draft:
    """Read every row; if one is wrong and the files are small, read the others too, so that each is named at once.

    Raises:
        TableError: the files are refused, with the first wrong rows.
    """
    load = loader_of(TABLE_KINDS[request.kind])
    wrong: list[BadRow] = []
    while len(wrong) < MOST_WRONG_ROWS:
        try:
            draft = load(sources, request)
        except BadRow as row:
            if wrong and (row.source, row.line) == (wrong[-1].source, wrong[-1].line):
                break  # a layout whose rows cannot be left out
            wrong.append(row)
            if not small:
                break
            for source in sources:
                if source.name == row.source:
                    source.left_out.add(row.line)
        except TableError:
            if not wrong:
                raise
            break
        else:
            if not wrong:
                return draft
            break
    raise BadRows(sorted(wrong, key=lambda row: (row.source, row.line))) if len(wrong) > 1 else wrong[0]


def _missing(request: LoadRequest, draft: Draft, folder: Path) -> Iterator[str]:
    """Why a release cannot be whole: it has fewer rows than expected of it, than any full one, or than the loaded one.

    Lists grow and shrink by a few percent a year, so releases years apart may differ more. Users' own lists may be of
    any size.
    """
    expected, kind = request.expected or Expected(), request.kind
    yield from expected.too_few(draft.rows_kept)
    of_any = TABLE_KINDS[kind].fewest
    fewest = of_any if expected.fewest is None else {}
    parts = draft.parts or {"rows": draft.rows_kept}
    for part, count in parts.items():
        least = fewest.get(part, 0)
        if count < least:
            yield f"has {count:,} {part}, and a full release has at least {least:,}: truncated, or not the full list"
    if not of_any and expected.share_of_previous is None:
        return
    near = min(
        (release for entry in read_index(folder) if entry.kind == kind if (release := _readable(folder, entry))),
        key=lambda each: abs((each.manifest.in_force_through - draft.in_force_through).days),
        default=None,
    )
    if near is None:
        return
    years = abs((near.manifest.in_force_through - draft.in_force_through).days) / 365
    share = expected.share_of_previous or 1 - _LOST - _LOST_A_YEAR * years
    before = near.file.header.get("parts") or ({} if draft.parts else {"rows": near.manifest.rows_kept})
    for part, count in before.items():
        if parts.get(part, 0) < count * share:
            now = f"has {parts.get(part, 0):,} {part}"
            yield f"{now}, and {near.manifest.release}, which is loaded, has {count:,}: truncated, or not the full list"


def _readable(folder: Path, entry: IndexEntry) -> LoadedRelease | None:
    try:
        return TABLE_KINDS[entry.kind].open_release(folder / entry.file)
    except TableError:
        return None  # a load may replace a damaged file


def _replaced_load(folder: Path, kind: str, draft: Draft) -> datetime | None:
    """When the loaded release of the same name was loaded, if its files were others."""
    for entry in read_index(folder):
        if (entry.kind, entry.release) == (kind, draft.release) and (other := _readable(folder, entry)) is not None:
            return None if _same_files(other.manifest, draft) else other.manifest.loaded_at
    return None


def _publish(folder: Path, manifest: Manifest, draft: Draft) -> None:
    kind = manifest.kind
    header = {**(draft.header or {}), **manifest_form(manifest), "cumulative": draft.cumulative}
    if draft.parts is not None:
        header["parts"] = dict(draft.parts)
    if draft.begins is not None:
        header["begins"] = draft.begins.isoformat()
    content = table_file_bytes(header, draft.columns)
    entries = read_index(folder)
    entry = IndexEntry(kind=kind, release=manifest.release, file=_file_name(manifest, content))
    path = folder / entry.file
    path.parent.mkdir(exist_ok=True)
    write_whole(path, content)
    TABLE_KINDS[kind].open_release(path)  # a file that cannot be read back is not added
    name = (kind, manifest.release)
    kept = (*(e for e in entries if (e.kind, e.release) != name), entry)
    replaced = read_replaced(folder)
    still_replaced = replaced
    if manifest.replaces is not None:
        same = (e for e in entries if (e.kind, e.release) == name)
        still_replaced = (*(e for e in replaced if (e.kind, e.release) != name), *same)
    write_index(folder, kept, still_replaced)
    remove_unnamed(folder, (*kept, *still_replaced))


def _beside_others(folder: Path, kind: str, draft: Draft) -> Iterator[str]:
    """Check a release against the loaded ones: what it changes about them, for the manifest.

    Raises:
        TableError: it would take the place of a newer release, or would be in force on the same days as another.
    """
    start, end = draft.in_force_from, draft.in_force_through
    for entry in read_index(folder):
        if entry.kind != kind:
            continue
        try:
            other = TABLE_KINDS[kind].open_release(folder / entry.file)
        except TableError:
            if entry.release != draft.release:
                raise
            yield f"replaces {entry.release}, whose file was damaged"
            continue
        theirs = other.manifest
        if entry.release == draft.release:
            if not _same_files(theirs, draft):
                rows = f"{theirs.rows_kept:,} rows then, {draft.rows_kept:,} now"
                yield f"replaces {theirs.release} as loaded on {theirs.loaded_at:%Y-%m-%d}: {rows}"
        elif draft.begins is not None:
            began = date.fromisoformat(other.file.header.get("begins", date.min.isoformat()))
            if (theirs.in_force_through, began) <= (end, draft.begins):
                continue
            if theirs.in_force_through == end or not issubclass(TABLE_KINDS[kind].opens, DatedCodes):
                raise TableError(kind, f"release {draft.release} is older than {theirs.release}, which is loaded")
            yield f"{theirs.release} reaches further and stays in use; load it again to build on this release"
        elif not draft.cumulative and theirs.in_force_from <= end and start <= theirs.in_force_through:
            later = (start > theirs.in_force_from) - (start < theirs.in_force_from)
            longer = (end > theirs.in_force_through) - (end < theirs.in_force_through)
            if not later or later * longer < 0:
                raise TableError(
                    kind,
                    f"release {draft.release} ({start} … {end}) would overlap {theirs.release} ({theirs.in_force_from} "
                    f"… {theirs.in_force_through}); prune that one, or give --from and --through",
                )
            first, second, day = (theirs, draft, start) if later > 0 else (draft, theirs, theirs.in_force_from)
            yield f"{second.release} takes the place of {first.release} from {day} on"


def _same_files(loaded: Manifest, draft: Draft) -> bool:
    return {each.sha256 for each in loaded.sources} == {each.sha256 for each in _digests(draft)}


def _digests(draft: Draft) -> tuple[SourceDigest, ...]:
    found = {source.digest.sha256: source.digest for source in draft.used}
    return tuple(found.values())


def _file_name(manifest: Manifest, content: bytes) -> str:
    slug = re.sub("[^a-z0-9.-]+", "-", manifest.release.lower()).strip("-")
    # The checksum follows the magic bytes; eight of its digits distinguish two loads of one release.
    return f"{manifest.kind}/{slug}.{content[16:24].decode('ascii')}.table"

"""A bundle: originals in one plain tar, with a list of digests, for a site without internet."""

import hashlib
import io
import json
import re
import shutil
import tarfile
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

from rules.tables.source_state import FOLDER, read_state, write_state
from workers.fetch.download import digest_of
from workers.fetch.failed import FetchFailed, Result
from workers.fetch.fetch_source import Report
from workers.fetch.licenses import Acceptance, Licenses
from workers.fetch.load_originals import load_originals
from workers.fetch.originals import SOURCE_FILE, Originals, held_originals, read_originals
from workers.fetch.room import lacks_room
from workers.fetch.source import Source

_FORM: Final = 1
_LIST: Final = "bundle.json"
_LICENSES: Final = "licenses.json"
_STATE: Final = "state.json"
_MOST_BYTES: Final = 50 << 30
_MOST_LIST_BYTES: Final = 16 << 20
_MOST_MEMBERS: Final = 10_000
_PIECE: Final = 1 << 20
_NAME: Final = re.compile(r"originals/[a-z0-9_-]{1,40}/[a-z0-9.-]{1,80}/[A-Za-z0-9][A-Za-z0-9._-]{0,130}")


class BundleError(Exception):
    """A bundle cannot be written or read. The message names the file and what is wrong with it."""


def write_bundle(path: Path, tables: Path, sources: Collection[Source], version: str) -> int:
    """Write the originals of these sources, the accepted licenses and the last looks to one file.

    Args:
        path: the file; an existing one is replaced as a whole.
        tables: the folder of code tables.
        sources: the sources.
        version: the version of the program.

    Returns:
        How many releases are in it.

    Raises:
        BundleError: there are no originals, they are damaged, or the disk has no room.
        OSError: a file cannot be read or written.
    """
    members: dict[str, Path] = {}
    releases = 0
    for source in sources:
        for originals, folder in held_originals(tables, source.id):
            releases += 1
            for name in (SOURCE_FILE, *(file.name for file in originals.files)):
                members[f"originals/{source.id}/{folder.name}/{name}"] = folder / name
            for file in originals.files:
                if digest_of(folder / file.name) != file.sha256:
                    raise BundleError(f"{folder / file.name}: is damaged; fetch it again with --force")
    if not releases:
        raise BundleError(f"{tables}: has no downloaded files; run claims-worker codes fetch first")
    for name in (_LICENSES, _STATE):
        if (tables / FOLDER / name).exists():
            members[name] = tables / FOLDER / name
    sizes = {name: at.stat().st_size for name, at in members.items()}
    if (lacking := lacks_room(path.parent, sum(sizes.values()))) is not None:
        raise BundleError(f"{path.name} is not written: {lacking}")
    listed = {name: {"bytes": sizes[name], "sha256": digest_of(at)} for name, at in members.items()}
    head = json.dumps({"form": _FORM, "version": version, "members": listed}, indent=1).encode()
    draft = path.with_name(f".{path.name}.part")
    try:
        with tarfile.open(draft, "w", format=tarfile.PAX_FORMAT) as archive:
            _add(archive, _LIST, io.BytesIO(head), len(head))
            for name, at in members.items():
                with at.open("rb") as content:
                    _add(archive, name, content, sizes[name])
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return releases


def unpack_bundle(path: Path, into: Path) -> None:
    """Unpack a bundle whose every member has the listed digest; else nothing is left in the folder.

    Args:
        path: the bundle.
        into: a folder that does not exist.

    Raises:
        BundleError: it is not a bundle, is damaged, truncated or too large, names a file outside itself, or the disk
            has no room for it.
    """
    try:
        with tarfile.open(path, "r:") as archive:
            listed = _read_list(path, archive)
            if (lacking := lacks_room(into, sum(int(each["bytes"]) for each in listed.values()))) is not None:
                raise BundleError(f"{path.name} is not unpacked: {lacking}")
            into.mkdir(parents=True)
            found = {_unpack(path, archive, member, listed, into) for member in archive if member.name != _LIST}
        if missing := sorted(listed.keys() - found):
            raise BundleError(f"{path.name}: is truncated: {missing[0]} is missing")
    except (tarfile.TarError, OSError, EOFError) as error:
        shutil.rmtree(into, ignore_errors=True)
        raise BundleError(f"{path.name}: cannot be read: {error}") from None
    except BundleError:
        shutil.rmtree(into, ignore_errors=True)
        raise


def licenses_in(unpacked: Path) -> dict[str, Acceptance]:
    """The licenses that were accepted where the bundle was made.

    Raises:
        BundleError: the record is damaged.
    """
    try:
        return Licenses(unpacked).accepted
    except ValueError as wrong:
        raise BundleError(str(wrong)) from None


def load_bundle(
    unpacked: Path, tables: Path, sources: Mapping[str, Source], licenses: Licenses, now: datetime
) -> Iterator[Report]:
    """Keep the originals of an unpacked bundle and load them, each release as it was downloaded.

    Raises:
        OSError: the folder of code tables cannot be written.
        TableError: its index is damaged.
    """
    for folder in sorted((unpacked / "originals").glob("*/*")):
        originals = read_originals(folder)
        source = sources.get(folder.parent.name)
        if originals is None or source is None:
            said = "is damaged" if originals is None else "is of a source that this version does not know"
            yield Report(source=folder.parent.name, kinds=(), result="failed check", message=f"{folder.name} {said}")
            continue
        yield _load(source, originals, folder, tables, licenses, now)
    ours, theirs = read_state(tables), read_state(unpacked, "")
    later = {name: each for name, each in theirs.items() if name not in ours or ours[name].checked_at < each.checked_at}
    write_state(tables, ours | later)


def _load(
    source: Source, originals: Originals, folder: Path, tables: Path, licenses: Licenses, now: datetime
) -> Report:
    needed = originals.license["name"] if originals.license is not None else None
    if needed is not None and needed not in licenses.accepted:
        said = f"license needed: {needed}"
        return Report(source=source.id, kinds=source.kinds, result="license needed", message=said)
    kept = tables / FOLDER / "originals" / source.id / folder.name
    if kept.exists():
        shutil.rmtree(kept)
    kept.parent.mkdir(parents=True, exist_ok=True)
    folder.replace(kept)
    try:
        loaded = tuple(load_originals(source, originals, kept, tables, force=False, now=now))
    except FetchFailed as failed:
        return Report(source=source.id, kinds=source.kinds, result=failed.result, message=failed.message)
    said = f"{originals.release} {'loaded' if loaded else 'up to date'}"
    result: Result = "loaded" if loaded else "unchanged"
    return Report(source=source.id, kinds=source.kinds, result=result, message=said, loaded=loaded)


def _read_list(path: Path, archive: tarfile.TarFile) -> dict[str, dict[str, Any]]:
    first = archive.next()
    content = None if first is None or first.name != _LIST else archive.extractfile(first)
    if first is None or content is None or first.size > _MOST_LIST_BYTES:
        raise BundleError(f"{path.name}: is not a bundle of claims-worker: it does not begin with {_LIST}")
    try:
        form = json.loads(content.read())
        if form["form"] != _FORM:
            raise BundleError(f"{path.name}: has format {form['form']}, but this version reads format {_FORM}")
        listed: dict[str, dict[str, Any]] = {name: dict(each) for name, each in form["members"].items()}
        size = sum(int(each["bytes"]) for each in listed.values())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BundleError(f"{path.name}: its list of members is damaged: {error}") from None
    if size > _MOST_BYTES or len(listed) > _MOST_MEMBERS:
        raise BundleError(f"{path.name}: has {len(listed):,} members of {size:,} bytes; at most 50 GiB are read")
    for name in listed:
        if not _NAME.fullmatch(name) and name not in (_LICENSES, _STATE):
            raise BundleError(f"{path.name}: names a file outside itself: {name!r}")
    return listed


def _unpack(
    path: Path, archive: tarfile.TarFile, member: tarfile.TarInfo, listed: Mapping[str, Any], into: Path
) -> str:
    told = listed.get(member.name)
    content = archive.extractfile(member) if member.isreg() else None
    if told is None or content is None or member.size != told["bytes"]:
        raise BundleError(f"{path.name}: {member.name!r} is not as its list says")
    target = into / member.name
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with target.open("wb") as file:
        while piece := content.read(_PIECE):
            digest.update(piece)
            file.write(piece)
    if digest.hexdigest() != told["sha256"]:
        raise BundleError(f"{path.name}: {member.name} is damaged: its digest differs from the list")
    return member.name


def _add(archive: tarfile.TarFile, name: str, content: IO[bytes], size: int) -> None:
    member = tarfile.TarInfo(name)
    member.size = size
    archive.addfile(member, content)

"""Brings the originals of one release into their folder: downloaded where they have changed, and checked."""

import json
import shutil
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from rules.tables.folder_index import write_whole
from schemas.small_file import read_small_file
from schemas.value import value
from workers.fetch.check_file import check_file
from workers.fetch.discover import period_at
from workers.fetch.download import Budget, Original, digest_of, download
from workers.fetch.failed import FetchFailed
from workers.fetch.licenses import Licenses, acceptance_form
from workers.fetch.originals import Originals, folder_of, held_originals, incoming_of, reject, write_originals
from workers.fetch.release import OfferedFile, Release
from workers.fetch.site import Site
from workers.fetch.source import Expect, Source


@value
class Order:
    """What a run of `codes fetch` was asked to do."""

    tables: Path
    """The folder of code tables."""
    now: datetime
    dry_run: bool = False
    force: bool = False
    release: str | None = None
    from_dir: Path | None = None
    download_only: Path | None = None


def obtain(
    source: Source, release: Release, order: Order, site: Site, licenses: Licenses, budget: Budget
) -> tuple[Originals, Path]:
    """The originals of a release, and their folder.

    Raises:
        FetchFailed: a license is not accepted, or a file cannot be had or fails a check; it is then among the rejected.
        OSError: the folder of code tables cannot be written.
    """
    expect = source.expect
    if expect is None:
        raise ValueError(f"{source.id} is not downloaded")
    needed = sorted({*source.licenses, *(file.license for file in release.files if file.license is not None)})
    for name in needed:
        licenses.check(name, site=site, now=order.now)
    held, folder = _held(source, release, order)
    known = {} if held is None else {file.asked: file for file in held.files}
    incoming = incoming_of(order.tables, source.id)
    fresh: list[Original] = []
    for offered in release.files:
        last = known.get(offered.address)
        original = _one(offered, order, site, budget, incoming / offered.name, last, expect)
        if original is not None:
            try:
                check_file(
                    incoming / offered.name, expect, last_bytes=None if last is None else last.bytes, force=order.force
                )
            except FetchFailed as failed:
                reject(order.tables, source.id, incoming / offered.name, failed.message)
                raise
            write_whole(incoming / f"{offered.name}.json", json.dumps(asdict(original)).encode())
            fresh.append(original)
    if held is not None and folder is not None and not fresh:
        return held, folder
    originals = _originals(source, release, fresh, known, licenses, needed)
    _refuse_reposted(source, originals, order)
    final = folder_of(order.tables, source.id, originals, order.now)
    final.mkdir(parents=True, exist_ok=True)
    for file in originals.files:
        at = incoming / file.name
        if at.exists():
            at.replace(final / file.name)
        elif folder is not None and folder != final:
            shutil.copyfile(folder / file.name, final / file.name)
    write_originals(final, originals)
    shutil.rmtree(incoming, ignore_errors=True)
    return originals, final


def _held(source: Source, release: Release, order: Order) -> tuple[Originals | None, Path | None]:
    """The originals of these addresses, else those of the release's name."""
    asked = {file.address for file in release.files}
    all_held = held_originals(order.tables, source.id)
    for held, folder in all_held:
        if {file.asked for file in held.files} == asked:
            return held, folder
    for held, folder in all_held:
        if held.release is not None and held.release == release.label:
            return held, folder
    return None, None


def _one(
    offered: OfferedFile,
    order: Order,
    site: Site,
    budget: Budget,
    target: Path,
    last: Original | None,
    expect: Expect,
) -> Original | None:
    """One file in the folder of unfinished downloads; None if the one held has not changed."""
    if order.from_dir is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(order.from_dir / offered.name, target)
        digest = digest_of(target)
        if last is not None and last.sha256 == digest:
            target.unlink()
            return None
        return Original(
            name=offered.name,
            asked=offered.address,
            address=offered.address,
            text="",
            etag=None,
            last_modified=None,
            bytes=target.stat().st_size,
            sha256=digest,
            at=order.now.isoformat(timespec="seconds"),
        )
    finished = _finished(target)
    return (
        download(
            site,
            offered.address,
            target,
            text=offered.text,
            accept=offered.license is not None,
            known=finished or last,
            most_bytes=expect.bytes[1],
            budget=budget,
        )
        or finished
    )


def _finished(target: Path) -> Original | None:
    """A file that an interrupted run has downloaded and checked."""
    try:
        found = Original(**json.loads(read_small_file(target.with_name(f"{target.name}.json"))))
    except (OSError, ValueError, TypeError):
        return None
    return found if target.is_file() and digest_of(target) == found.sha256 else None


def _originals(
    source: Source,
    release: Release,
    fresh: list[Original],
    known: dict[str, Original],
    licenses: Licenses,
    needed: list[str],
) -> Originals:
    by_asked = known | {file.asked: file for file in fresh}
    files = tuple(by_asked[offered.address] for offered in release.files)
    label, first, last = release.label, release.first, release.last
    for file in files:
        if file.address != file.asked and (told := period_at(source, file.address)) is not None:
            label, first, last = told  # the site answered with the file of another period, as for last year's list
    stated = [file.stated_count for file in release.files]
    return Originals(
        source=source.id,
        release=label,
        first=None if first is None else first.isoformat(),
        last=None if last is None else last.isoformat(),
        stated=sum(each or 0 for each in stated) if None not in stated else None,
        files=files,
        license=acceptance_form(licenses.accepted[needed[0]]) if needed else None,
    )


def _refuse_reposted(source: Source, originals: Originals, order: Order) -> None:
    """Refuse the bytes of one release under the name of another."""
    digests = {file.sha256 for file in originals.files}
    for held, _ in held_originals(order.tables, source.id):
        if None in (held.release, originals.release) or held.release == originals.release:
            continue
        if digests == {file.sha256 for file in held.files} and not order.force:
            raise FetchFailed(
                "failed check",
                f"the file did not change; {source.publisher} has posted {held.release} under the name of "
                f"{originals.release}",
            )

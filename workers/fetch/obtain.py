"""Brings the originals of one release into their folder: downloaded where they have changed, and checked."""

import json
import re
import shutil
from dataclasses import asdict, replace
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from rules.tables.folder_index import write_whole
from schemas.small_file import read_small_file
from schemas.value import value
from workers.fetch.check_file import check_file
from workers.fetch.discover import period_at
from workers.fetch.download import Budget, Original, digest_of, download
from workers.fetch.failed import FetchFailed
from workers.fetch.licenses import Licenses, acceptance_form
from workers.fetch.links import text_of
from workers.fetch.originals import Originals, folder_of, held_originals, incoming_of, reject, write_originals
from workers.fetch.release import OfferedFile, Release, period_of
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
        licenses.check(name, site=site if order.from_dir is None else None, now=order.now)
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
        shutil.rmtree(incoming, ignore_errors=True)
        return held, folder
    originals = _dated(source, _originals(source, release, fresh, known, licenses, needed), incoming)
    if (same := _same_as_held(source, originals, order)) is not None:
        shutil.rmtree(incoming, ignore_errors=True)
        return same
    final = folder_of(order.tables, source.id, originals)
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
        shutil.copyfile(order.from_dir / offered.address, target)
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


def _dated(source: Source, originals: Originals, incoming: Path) -> Originals:
    """The originals with their day, where only the file or its posting says it.

    Raises:
        FetchFailed: the page does not say it.
    """
    if originals.release is not None:
        return originals
    file = originals.files[0]
    if source.period.content is not None:
        found = re.search(source.period.content, text_of((incoming / file.name).read_bytes()))
        if found is None:
            raise FetchFailed("page changed", f"{file.asked} does not say since when it is in force")
        _, day, _ = period_of(found.groupdict(), "snapshot")
        last = date.max.isoformat()
    elif file.last_modified is not None:
        day, last = parsedate_to_datetime(file.last_modified).date(), None
    else:
        day, last = datetime.fromisoformat(file.at).date(), None
    label = None if day is None else day.isoformat()
    return replace(originals, release=label, first=label, last=last)


def _same_as_held(source: Source, originals: Originals, order: Order) -> tuple[Originals, Path] | None:
    """The originals held that these are the same as: the same list posted again; None if there are none.

    Raises:
        FetchFailed: the bytes of one release are posted under the name of another.
    """
    digests = {file.sha256 for file in originals.files}
    for held, folder in held_originals(order.tables, source.id):
        # A page that is the list itself differs in each answer; its day says whether the list is another one.
        page = source.period.content is not None and held.release == originals.release
        if not page and digests != {file.sha256 for file in held.files}:
            continue
        if source.period.length == "snapshot" or held.release == originals.release:
            answers = {file.asked: file for file in originals.files}
            files = tuple(
                replace(file, etag=answer.etag, last_modified=answer.last_modified)
                if (answer := answers.get(file.asked)) is not None
                else file
                for file in held.files
            )
            write_originals(folder, replace(held, files=files))
            return held, folder
        if not order.force:
            raise FetchFailed(
                "failed check",
                f"the file did not change; {source.publisher} has posted {held.release} under the name of "
                f"{originals.release}",
            )
    return None

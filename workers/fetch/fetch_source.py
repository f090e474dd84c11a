"""The way of one source: discover, license, download, check, keep the originals, load."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

from rules.tables.folder_index import write_whole
from rules.tables.manifest import Manifest
from schemas.value import value
from workers.fetch.discover import Found, discover, offered_in_folder
from workers.fetch.download import Budget
from workers.fetch.failed import FetchFailed, Result
from workers.fetch.licenses import Licenses
from workers.fetch.load_originals import is_shipped, load_originals
from workers.fetch.obtain import Order, obtain
from workers.fetch.originals import Originals, held_originals, rejected_of
from workers.fetch.page_changed import PageChanged
from workers.fetch.release import Release, wanted
from workers.fetch.site import Site
from workers.fetch.source import Source


@value
class Report:
    """What became of one source."""

    source: str
    kinds: tuple[str, ...]
    result: Result
    message: str
    details: tuple[str, ...] = ()
    """Further lines for a person."""
    found: Release | None = None
    """The newest release that is offered."""
    loaded: tuple[Manifest, ...] = ()
    bytes: int = 0
    """How much was downloaded."""


def fetch_source(source: Source, order: Order, site: Site, licenses: Licenses, budget: Budget) -> Report:
    """Bring the tables of one source up to date. A failure is a report too, and leaves the tables as they were.

    Raises:
        OSError: the folder of code tables cannot be written.
        TableError: its index is damaged.
    """
    before = budget.left
    found: Found | None = None
    try:
        found = _find(source, order, site)
        found = replace(found, notes=(*found.notes, *_undated(source, found)))
        chosen = wanted(found.releases, order.now.date(), order.release)
        if not chosen:
            raise FetchFailed("page changed", _nothing_to_have(found, order.release))
        shipped = tuple(each for each in chosen if _is_shipped(source, each))
        chosen = tuple(each for each in chosen if each not in shipped)
        if not chosen:
            return _report(
                source, "unchanged", f"{_names(shipped)} is shipped with the program", found.notes, found=found
            )
        if order.dry_run:
            return _looked(source, order, found, chosen)
        held = [obtain(source, each, order, site, licenses, budget) for each in chosen]
        if order.download_only is not None:
            return _kept(source, order.download_only, held, found)
        loaded = tuple(
            manifest
            for originals, folder in held
            for manifest in load_originals(source, originals, folder, order.tables, force=order.force, now=order.now)
        )
    except FetchFailed as failed:
        if isinstance(failed, PageChanged) and failed.page is not None and not order.dry_run:
            _keep_page(order.tables, source.id, failed.page.content)
        details = (*failed.details, *(_by_hand(source) if failed.result == "refused by site" else ()))
        return _report(source, failed.result, failed.message, details, found=found, size=before - budget.left)
    releases = ", ".join(each.release or "current" for each, _ in held)
    said = "; ".join(map(_said, loaded)) if loaded else f"{releases} up to date"
    details = (*found.notes, *_incomplete(found), *(note for manifest in loaded for note in manifest.notes))
    return _report(
        source,
        "loaded" if loaded else "unchanged",
        said,
        details,
        found=found,
        loaded=loaded,
        size=before - budget.left,
    )


def _by_hand(source: Source) -> tuple[str, ...]:
    return (
        f"page  {source.discover.address}",
        f"→ download the files in a browser, then run: claims-worker codes fetch --only {source.id} --from-dir DIR",
    )


def _is_shipped(source: Source, release: Release) -> bool:
    return all(is_shipped(kind, release.first, release.last) for kind in source.kinds)


def _undated(source: Source, found: Found) -> tuple[str, ...]:
    """What to do about releases that are not shipped and whose first day the page does not tell."""
    return tuple(
        f"{each.files[0].name} does not say from which day: load it with codes load {source.kinds[0]} FILE --from DATE"
        for each in found.undated
        if not _is_shipped(source, each)
    )


def _find(source: Source, order: Order, site: Site) -> Found:
    if order.from_dir is None:
        return discover(source, site, order.now.date(), order.release)
    return offered_in_folder(source, sorted(path.name for path in order.from_dir.iterdir() if path.is_file()))


def _looked(source: Source, order: Order, found: Found, chosen: tuple[Release, ...]) -> Report:
    """The report of a dry run: which releases are offered and not among the originals."""
    held = {originals.release for originals, _ in held_originals(order.tables, source.id)}
    newer = [each for each in chosen if each.label is None or each.label not in held]
    details = (*found.notes, *_incomplete(found))
    if not newer:
        return _report(source, "unchanged", f"{_names(chosen)} up to date", details, found=found)
    if newer[0].label is None:
        return _report(source, "unchanged" if held else "newer", "one file, without a release", details, found=found)
    days = ", ".join(f"{each.label} from {each.first}" if each.first else f"{each.label}" for each in newer)
    return _report(source, "newer", f"{days} can be loaded", details, found=found)


def _kept(source: Source, folder: Path, held: list[tuple[Originals, Path]], found: Found) -> Report:
    folder.mkdir(parents=True, exist_ok=True)
    names = [(at / file.name, file.name) for originals, at in held for file in originals.files]
    for path, name in names:
        shutil.copyfile(path, folder / name)
    return _report(source, "unchanged", f"{len(names)} files are in {folder}", found=found)


def _report(
    source: Source,
    result: Result,
    message: str,
    details: tuple[str, ...] = (),
    *,
    found: Found | None = None,
    loaded: tuple[Manifest, ...] = (),
    size: int = 0,
) -> Report:
    offered = () if found is None else tuple(each for each in found.releases if not each.missing)
    newest = max(offered, key=lambda each: (each.first is not None, each.first or date.min, each.rank), default=None)
    return Report(
        source=source.id,
        kinds=source.kinds,
        result=result,
        message=message,
        details=details,
        found=newest,
        loaded=loaded,
        bytes=size,
    )


def _said(manifest: Manifest) -> str:
    through = "" if manifest.in_force_through == date.max else manifest.in_force_through
    days = f"in force {manifest.in_force_from} … {through}".rstrip()
    return f"{manifest.kind} {manifest.release}: {manifest.rows_kept:,} rows, {days}"


def _names(releases: tuple[Release, ...]) -> str:
    return ", ".join(each.label or "the file" for each in releases)


def _incomplete(found: Found) -> tuple[str, ...]:
    newest = max((each.first for each in found.releases if not each.missing and each.first), default=None)
    return tuple(
        f"{each.label} is not complete yet: {', '.join(each.missing)} missing"
        for each in found.releases
        if each.missing and each.first is not None and (newest is None or each.first > newest)
    )


def _nothing_to_have(found: Found, label: str | None) -> str:
    if label is not None:
        offered = ", ".join(sorted({each.label for each in found.releases if each.label})) or "none"
        return f"release {label!r} is not offered; offered: {offered}"
    missing = [
        f"{each.label or 'the release'} lacks {', '.join(each.missing)}" for each in found.releases if each.missing
    ]
    return "; ".join(missing[:3]) or "no release on the page is in force or begins within 60 days"


def _keep_page(tables: Path, source: str, content: bytes) -> None:
    folder = rejected_of(tables, source)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / "page.html", content)

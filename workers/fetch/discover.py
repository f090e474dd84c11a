"""Finds the releases that a source offers: on a page, one page further, in a catalog, or at a fixed address."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Final
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from schemas.value import value
from workers.fetch.failed import FetchFailed
from workers.fetch.links import Link, find_links
from workers.fetch.page_changed import page_changed
from workers.fetch.read_catalog import read_catalog
from workers.fetch.release import OfferedFile, Release, period_of, rank_of, wanted
from workers.fetch.site import Page, Site
from workers.fetch.source import Discover, Source

_GATE: Final = re.compile(r"/license/(?P<license>[a-z]+)/?")
_GATES: Final = {"ama": "ama-cms"}
_FIXED: Final = Release(label=None, first=None, last=None, rank=(), files=(), missing=())


@value
class Found:
    """What a source offers."""

    releases: tuple[Release, ...]
    notes: tuple[str, ...] = ()
    """What a person should know about the page."""
    undated: tuple[Release, ...] = ()
    """Releases whose first day the page does not say; `first` is the earliest it can be."""


def discover(source: Source, site: Site, today: date, label: str | None = None) -> Found:
    """The releases of a source.

    Args:
        source: the source.
        site: the sites.
        today: the day that decides which release pages are opened.
        label: the release that is asked for; None: the ones in force.

    Raises:
        FetchFailed: nothing on the page is the source's, or the page cannot be read.
    """
    address = source.discover.address
    if address is None:
        raise ValueError(f"{source.id} is not downloaded")
    match source.discover.method:
        case "fixed":
            name = unquote(urlsplit(address).path.rpartition("/")[2]) or source.id
            return Found(releases=(replace(_FIXED, files=(_offered(Link(address=address, text=""), name, ""),)),))
        case "catalog":
            links = read_catalog(site, address, source.discover.dataset or "")
            found = _releases(source, links, {})
            if not found.releases:
                raise page_changed(source, None, links)
            return found
        case "pages":
            return _on_release_pages(source, site, today, label)
        case _:
            page = site.page(address)
            return _on_page(source, page, {})


def offered_in_folder(source: Source, names: Iterable[str]) -> Found:
    """The releases that files of these names make, for files that a person has downloaded.

    Raises:
        FetchFailed: none of them is the source's.
    """
    if source.discover.method == "fixed":
        name = unquote(urlsplit(source.discover.address or "").path.rpartition("/")[2])
        links = [Link(address=each, text="") for each in names if each == name]
        files = tuple(_offered(link, link.address, "") for link in links)
        found = Found(releases=(replace(_FIXED, files=files),) if files else ())
    else:
        found = _releases(source, [Link(address=each, text="") for each in names], {})
    if not found.releases:
        expected = source.discover.example or (source.discover.address or "").rpartition("/")[2]
        raise FetchFailed("failed check", f"the folder has no file such as {expected}")
    return found


def period_at(source: Source, address: str) -> tuple[str | None, date | None, date | None] | None:
    """The period of the file at an address, if it is one of the source's."""
    match = _match(source.discover.link or "", source.discover.leave_out, unquote(urlsplit(address).path))
    if match is None or source.discover.link is None:
        return None
    try:
        return period_of(match.groupdict(), source.period.length)
    except (ValueError, KeyError):
        return None


def _on_page(source: Source, page: Page, groups: Mapping[str, str | None]) -> Found:
    links = find_links(page.content, page.address)
    found = _releases(source, links, groups)
    if not found.releases:
        raise page_changed(source, page, links)
    return found


def _on_release_pages(source: Source, site: Site, today: date, label: str | None) -> Found:
    front = site.page(source.discover.address or "")
    links = find_links(front.content, front.address)
    offered: dict[str, tuple[Release, Mapping[str, str | None]]] = {}
    for link in links:
        match = _match(source.discover.release_link or "", source.discover.leave_out, urlsplit(link.address).path)
        if match is None or urlsplit(link.address).path.rstrip("/") == urlsplit(front.address).path.rstrip("/"):
            continue
        try:
            name, first, last = period_of(match.groupdict(), source.period.length)
        except (ValueError, KeyError):
            continue  # a link that only looks like a release
        rank = rank_of(match.groupdict(), source.discover.newest)
        release = Release(label=name, first=first, last=last, rank=rank, files=(), missing=())
        offered.setdefault(link.address, (release, match.groupdict()))
    opened: list[Release] = []
    notes: list[str] = []
    for release in wanted(tuple(release for release, _ in offered.values()), today, label):
        address, groups = next((at, groups) for at, (each, groups) in offered.items() if each == release)
        found = _on_page(source, site.page(address), groups)
        opened.extend(found.releases)
        notes.extend(found.notes)
    if not opened and label is None:
        raise page_changed(source, front, links)
    return Found(releases=tuple(opened), notes=tuple(notes))


def _releases(source: Source, links: Iterable[Link], outer: Mapping[str, str | None]) -> Found:
    rule = source.discover
    releases: dict[tuple[object, ...], Release] = {}
    notes: list[str] = []
    unclear: list[Release] = []
    for link in links:
        file, gate = _unwrapped(link)
        path = unquote(urlsplit(file).path)
        match = _match(rule.link or "", rule.leave_out, path)
        if match is None:
            if rule.undated is not None and (undated := _match(rule.undated, rule.leave_out, path)):
                label, first, last = period_of(undated.groupdict(), source.period.length)
                name = _offered(Link(address=file, text=link.text), undated[0].strip("/"), "")
                unclear.append(Release(label=label, first=first, last=last, rank=(), files=(name,), missing=()))
            continue
        groups = {**outer, **{name: text for name, text in match.groupdict().items() if text is not None}}
        try:
            label, first, last = (
                period_of(groups, source.period.length)
                if link.day is None or source.period.length != "snapshot"
                else (link.day.isoformat(), link.day, None)
            )
        except (ValueError, KeyError):
            notes.append(f"{match[0].lstrip('/')} names no period; it is left out")
            continue
        part = " ".join(groups.get(name) or "" for name in rule.parts)
        offered = _offered(Link(address=file, text=link.text), match[0].strip("/"), part, gate=gate, rule=rule)
        rank = rank_of(groups, rule.newest)
        key = (label, rank)
        release = releases.get(key) or Release(label=label, first=first, last=last, rank=rank, files=(), missing=())
        twin = next((each for each in release.files if each.part == part), None)
        if twin is None:
            releases[key] = replace(release, files=(*release.files, offered))
        elif twin.address != offered.address:
            notes.append(f"{offered.name} is beside {twin.name}, which was taken")
    needed = {" ".join(each) for each in product(*rule.parts.values())}
    return Found(
        releases=tuple(
            replace(each, missing=tuple(sorted(needed - {file.part for file in each.files})))
            for each in releases.values()
        ),
        notes=tuple(notes),
        undated=tuple(unclear),
    )


def _match(pattern: str, leave_out: str | None, path: str) -> re.Match[str] | None:
    if leave_out is not None and re.search(leave_out, path):
        return None
    return re.search(f"(?:^|/)(?:{pattern})/?$", path)


def _unwrapped(link: Link) -> tuple[str, str | None]:
    """The address of the file behind a license page, and the license; for other links the address."""
    parts = urlsplit(link.address)
    gate = _GATE.fullmatch(parts.path)
    if gate is None:
        return link.address, None
    file = parse_qs(parts.query).get("file", [""])[0]
    return urljoin(link.address, file), _GATES.get(gate["license"], gate["license"])


def _offered(link: Link, name: str, part: str, *, gate: str | None = None, rule: Discover | None = None) -> OfferedFile:
    stated = re.search(rule.stated_count, link.text) if rule is not None and rule.stated_count else None
    return OfferedFile(
        address=link.address,
        name=re.sub("[^A-Za-z0-9._-]+", "-", name)[-120:],
        part=part,
        text=link.text[:200],
        license=gate,
        stated_count=int(re.sub(r"\D", "", stated["count"])) if stated else None,
    )

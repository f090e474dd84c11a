"""What a person needs when a page no longer has the links of a source."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from workers.fetch.failed import FetchFailed
from workers.fetch.links import Link
from workers.fetch.site import Page
from workers.fetch.source import Source

_MOST_SHOWN = 5


class PageChanged(FetchFailed):
    """No link of a page is the source's; the page is kept for a report."""

    def __init__(self, page: Page | None, message: str, *details: str) -> None:
        super().__init__("page changed", message, *details)
        self.page = page


def page_changed(source: Source, page: Page | None, links: Sequence[Link]) -> PageChanged:
    """The failure of a source none of whose links is on its page.

    Args:
        source: the source.
        page: the page; None for a catalog.
        links: the links on it.
    """
    rule = source.discover
    where = f"no file of the data set {rule.dataset!r}" if rule.method == "catalog" else "no link on the page matches"
    details = [f"page      {rule.address if page is None else page.address}", f"expected  {rule.example}"]
    for number, link in enumerate(_nearest(rule.example, links)):
        said = f'{urlsplit(link.address).path}  "{link.text[:80]}"'
        details.append(f"{'nearest' if number == 0 else '':<9} {said}")
    return PageChanged(
        page,
        where,
        *details,
        f"→ download the files by hand and run: claims-worker codes load {source.kinds[0]} FILE…",
        f"→ or put a corrected {source.id}.toml into CLAIMS_FETCH_SOURCES_DIR",
    )


def _nearest(example: str, links: Sequence[Link]) -> list[Link]:
    """The links of the example's file type that share most words with it, at most five."""
    words, ending = _words(example), example.rpartition(".")[2].lower()
    shared = {
        link.address: (len(words & _words(urlsplit(link.address).path)), link)
        for link in links
        if urlsplit(link.address).path.lower().endswith(f".{ending}")
    }
    near = sorted(shared.values(), key=lambda each: each[0], reverse=True)
    return [link for count, link in near if count][:_MOST_SHOWN]


def _words(text: str) -> set[str]:
    return set(re.findall("[a-z]{3,}|20[0-9]{2}", text.lower()))

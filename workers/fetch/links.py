"""The links of a page, with their texts."""

from datetime import date
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit, urlunsplit

from schemas.value import value

_MOST_LINKS: Final = 20_000
_LONGEST_ADDRESS: Final = 2_000


@value
class Link:
    """One link of a page."""

    address: str
    """The absolute address, without fragment."""
    text: str
    """What the page shows as the link, with single blanks."""
    day: date | None = None
    """The last day that the file's data are about, where a catalog says it."""


def find_links(page: bytes, address: str) -> tuple[Link, ...]:
    """The links of a page or directory listing, in its order; damaged markup is read as browsers read it.

    Args:
        page: the HTML.
        address: the address of the page, which relative links build on.
    """
    reader = _LinkReader(address)
    reader.feed(page.decode("utf-8", "replace"))
    reader.close()
    return tuple(reader.found)


def text_of(page: bytes) -> str:
    """The text of a page with single blanks, without its markup, scripts and styles."""
    reader = _TextReader()
    reader.feed(page.decode("utf-8", "replace"))
    reader.close()
    return " ".join(" ".join(reader.texts).split())


class _LinkReader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.found: list[Link] = []
        self._base = address
        self._open: str | None = None
        self._texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "a":
            return
        self._end()
        target = dict(attrs).get("href")
        if target is None or len(target) > _LONGEST_ADDRESS:
            return
        try:
            parts = urlsplit(urljoin(self._base, target.strip()))
        except ValueError:
            return  # not an address
        if parts.scheme in ("http", "https"):
            self._open = urlunsplit(parts._replace(fragment=""))

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._end()

    def close(self) -> None:
        super().close()
        self._end()

    def _end(self) -> None:
        if self._open is not None and len(self.found) < _MOST_LINKS:
            self.found.append(Link(address=self._open, text=" ".join("".join(self._texts).split())))
        self._open = None
        self._texts = []


class _TextReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._hidden += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._hidden = max(0, self._hidden - 1)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.texts.append(data)

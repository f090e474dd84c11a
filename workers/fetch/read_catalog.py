"""Reads a DCAT catalog as a stream: the files of one data set."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import ijson

from workers.fetch.failed import FetchFailed
from workers.fetch.links import Link
from workers.fetch.site import Site

_DATE: Final = re.compile(r"20\d\d-\d\d-\d\d")
_MOST_BYTES: Final = 128 << 20


def read_catalog(site: Site, address: str, title: str) -> tuple[Link, ...]:
    """The csv files of the data set with exactly that title, as links.

    Raises:
        FetchFailed: the catalog cannot be read, or has no such data set.
    """

    def read() -> tuple[Link, ...] | None:
        with site.stream(address, {}) as (answer, _):
            try:
                for dataset in ijson.items(ijson.from_iter(_limited(answer.iter_bytes())), "dataset.item"):
                    if isinstance(dataset, dict) and dataset.get("title") == title:
                        return tuple(_links(dataset))
            except ijson.JSONError as error:
                problem = str(error).splitlines()[0]
                raise FetchFailed("page changed", f"{address} is not a catalog in JSON: {problem}") from None
        return None

    links = site.retrying(read)
    if links is None:
        raise FetchFailed("page changed", f"{address} has no data set {title!r}")
    return links


def _links(dataset: dict[str, Any]) -> Iterator[Link]:
    for each in dataset.get("distribution") or ():
        if not isinstance(each, dict) or each.get("mediaType") != "text/csv":
            continue
        target, name = each.get("downloadURL"), str(each.get("title", ""))
        if isinstance(target, str):
            yield Link(address=target, text=name, day=_last_day(str(each.get("temporal", "")), name))


def _last_day(*texts: str) -> date | None:
    """The last date of the first text that has one; what a catalog says of the period, then of the title."""
    for text in texts:
        if found := _DATE.findall(text):
            try:
                return date.fromisoformat(found[-1])
            except ValueError:
                continue
    return None


def _limited(pieces: Iterator[bytes]) -> Iterator[bytes]:
    read = 0
    for piece in pieces:
        read += len(piece)
        if read > _MOST_BYTES:
            raise FetchFailed("failed check", f"the catalog is larger than {_MOST_BYTES >> 20} MiB")
        yield piece

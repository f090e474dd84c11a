"""Checks a downloaded file before a loader sees it: it is what its source says, whole, and of a plausible size."""

import re
import zipfile
import zlib
from pathlib import Path
from typing import Final

from workers.fetch.failed import FetchFailed
from workers.fetch.links import text_of
from workers.fetch.source import Expect

_HEAD: Final = 4_096
_WEB_PAGE: Final = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head)", re.IGNORECASE)
_LICENSE: Final = re.compile("license|point and click", re.IGNORECASE)
_LEAST_OF_LAST: Final = 0.5


def check_file(path: Path, expect: Expect, *, last_bytes: int | None, force: bool = False) -> None:
    """Check one file.

    Args:
        path: the file.
        expect: what its source says about it.
        last_bytes: the size of the same file when it was downloaded before; None if it was not.
        force: whether to accept a file that is smaller than expected.

    Raises:
        FetchFailed: it is a web page, of another format, damaged or truncated.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    page = _WEB_PAGE.match(head) is not None
    if page and "html" not in expect.media:
        if _LICENSE.search(text_of(path.read_bytes()[: 1 << 20])):
            raise FetchFailed(
                "refused by site", f"{path.name}: the site answered with a license page instead of the file"
            )
        raise FetchFailed("failed check", f"{path.name}: the site answered with a web page instead of the file")
    archive = head[:4] in (b"PK\x03\x04", b"PK\x05\x06")
    if not page and archive != ("zip" in expect.media):
        raise FetchFailed("failed check", f"{path.name}: is not a {' or '.join(expect.media)} file")
    size, (least, _) = path.stat().st_size, expect.bytes
    if size < least and not force:
        raise FetchFailed("failed check", f"{path.name}: has {size:,} bytes; expected at least {least:,}")
    if last_bytes is not None and size < last_bytes * _LEAST_OF_LAST and not force:
        raise FetchFailed("failed check", f"{path.name}: has {size:,} bytes, and {last_bytes:,} the time before")
    if archive:
        _check_members(path)


def _check_members(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise FetchFailed("failed check", f"{path.name}: is truncated or damaged: {error}") from None
    if damaged is not None:
        raise FetchFailed("failed check", f"{path.name}: {damaged} is damaged (wrong checksum)")

"""Downloads one file if it has changed; a broken transfer is resumed, and a partial file never takes its place."""

import hashlib
import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import httpx

from rules.tables.folder_index import write_whole
from schemas.value import value
from workers.fetch.failed import FetchFailed
from workers.fetch.room import lacks_room
from workers.fetch.site import Interrupted, Site

_LONGEST: Final = 1800.0
_RANGE: Final = re.compile(r"bytes (\d+)-\d+/(\d+)")
ACCEPT: Final = "?agree=yes&next=Accept"
"""What the Accept button of a CMS license page adds to the address of the file."""


@value
class Original:
    """A downloaded file and the answer it came with."""

    name: str
    asked: str
    """The address that was requested, without query."""
    address: str
    """The address after redirects, without query."""
    text: str
    """What the page said at the link."""
    etag: str | None
    last_modified: str | None
    bytes: int
    sha256: str
    at: str
    """When it was downloaded, UTC."""


class Budget:
    """How many bytes may still be downloaded in this run."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.left = most

    def spend(self, size: int) -> None:
        """Count downloaded bytes.

        Raises:
            FetchFailed: more than allowed.
        """
        self.left -= size
        if self.left < 0:
            raise FetchFailed("failed check", f"stopped at {self.most:,} downloaded bytes; raise --max-bytes")


def download(
    site: Site,
    address: str,
    target: Path,
    *,
    text: str,
    accept: bool,
    known: Original | None,
    most_bytes: int,
    budget: Budget,
    clock: Callable[[], float] = time.monotonic,
) -> Original | None:
    """Download a file to `target`, or find that it is the one already held.

    Args:
        site: the sites.
        address: the file's address.
        target: where the whole file is put. While it is incomplete, it is beside it under `.part`.
        text: what the page says at the link.
        accept: whether to send what the Accept button of the license page sends.
        known: the file held from this address; None: none.
        most_bytes: a larger file is refused.
        budget: what may still be downloaded.
        clock: seconds, for the longest time a file may take.

    Returns:
        The file; None if it has not changed.

    Raises:
        FetchFailed: it cannot be downloaded, or is too large.
    """
    part = target.with_name(target.name + ".part")
    began = target.with_name(target.name + ".part.json")
    end = clock() + _LONGEST

    def ask() -> Original | None:
        held = _held(part, began)
        headers = {"Accept-Encoding": "identity"}  # so that lengths and ranges are true
        if held is not None:
            headers |= {"Range": f"bytes={part.stat().st_size}-", "If-Range": held}
        elif known is not None:
            headers |= {"If-None-Match": known.etag} if known.etag else {}
            headers |= {"If-Modified-Since": known.last_modified} if known.last_modified else {}
        with site.stream(address + (ACCEPT if accept else ""), headers) as (answer, final):
            if answer.status_code == 304 or (known is not None and answer.status_code == 200 and _same(answer, known)):
                return None
            moved = answer.status_code == 206 and not _follows(answer, part)
            if answer.status_code == 416 or moved:
                part.unlink(missing_ok=True)
                raise Interrupted(f"{address}: the rest of the file cannot be had; starting over")
            total = _total(answer)
            if total is not None and total > most_bytes:
                raise FetchFailed("failed check", f"{target.name} has {total:,} bytes; expected at most {most_bytes:,}")
            rest = 0 if total is None else total - (part.stat().st_size if answer.status_code == 206 else 0)
            if (lacking := lacks_room(target.parent, rest)) is not None:
                raise FetchFailed("failed check", f"{target.name} is not downloaded: {lacking}")
            validator = answer.headers.get("etag") or answer.headers.get("last-modified")
            whole = answer.status_code == 200
            if whole:
                part.unlink(missing_ok=True)
                write_whole(began, json.dumps(validator).encode())
            with part.open("ab") as file:
                for piece in answer.iter_raw():
                    budget.spend(len(piece))
                    file.write(piece)
                    if file.tell() > most_bytes:
                        raise FetchFailed("failed check", f"{target.name} has more than {most_bytes:,} bytes")
                    if clock() > end:
                        raise FetchFailed("network", f"{target.name} took more than {_LONGEST / 60:.0f} minutes")
            size = part.stat().st_size
            if total is not None and size != total:
                raise Interrupted(f"{target.name}: connection lost after {size:,} of {total:,} bytes")
            original = Original(
                name=target.name,
                asked=address,
                address=final.partition("?")[0],
                text=text,
                etag=answer.headers.get("etag"),
                last_modified=answer.headers.get("last-modified"),
                bytes=size,
                sha256=digest_of(part),
                at=datetime.now(UTC).isoformat(timespec="seconds"),
            )
        part.replace(target)
        began.unlink(missing_ok=True)
        return original

    target.parent.mkdir(parents=True, exist_ok=True)
    return site.retrying(ask)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _held(part: Path, began: Path) -> str | None:
    """The validator under which a partial file began; None if it cannot be resumed."""
    try:
        validator = json.loads(began.read_text()) if part.stat().st_size else None
    except (OSError, ValueError):
        return None
    # A weak ETag does not promise the same bytes.
    return validator if isinstance(validator, str) and not validator.startswith("W/") else None


def _same(answer: httpx.Response, known: Original) -> bool:
    """Whether an answer that came in full is the file held, by what its headers say."""
    said = (answer.headers.get("etag"), answer.headers.get("last-modified"))
    return any(said) and said == (known.etag, known.last_modified) and _total(answer) == known.bytes


def _follows(answer: httpx.Response, part: Path) -> bool:
    """Whether a partial answer begins where the partial file ends."""
    found = _RANGE.fullmatch(answer.headers.get("content-range", ""))
    return found is not None and part.exists() and int(found[1]) == part.stat().st_size


def _total(answer: httpx.Response) -> int | None:
    if answer.status_code == 206:
        found = _RANGE.fullmatch(answer.headers.get("content-range", ""))
        return int(found[2]) if found else None
    length = answer.headers.get("content-length", "")
    return int(length) if length.isdigit() and "content-encoding" not in answer.headers else None

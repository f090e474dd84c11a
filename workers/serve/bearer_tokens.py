"""The bearer tokens that may ask, from a file that is read again when it changes."""

import hashlib
import hmac
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import structlog

from workers.settings.secret_file import read_secret_file
from workers.settings.settings import SettingsError

_TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/-]{16,512}=*", re.ASCII)
"""As RFC 6750 spells one, and not shorter than 16 characters."""
_LOOK_EVERY_S: Final = 1.0

_log = structlog.get_logger(__name__)


class BearerTokens:
    """One token per line; blank lines and lines that begin with # are ignored.

    Args:
        path: the file.
        clock: monotonic clock, in seconds.

    Raises:
        SettingsError: the file cannot be read, or has a line that is no token.
    """

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        self._path = path
        self._clock = clock
        self._seen = self._look()
        self._next_look = clock() + _LOOK_EVERY_S
        try:
            self._digests = _read(path)
        except ValueError as error:
            raise SettingsError([f"CLAIMS_SERVE_TOKENS: {error}"]) from None

    def allow(self, authorization: str | None) -> bool:
        """Whether the header `Authorization` has one of the tokens."""
        self._follow()
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer":
            return False
        digest = _digest(token.strip())
        # No early end, so that the time tells nothing of a token.
        return sum(hmac.compare_digest(digest, each) for each in self._digests) > 0

    def _follow(self) -> None:
        now = self._clock()
        if now < self._next_look:
            return
        self._next_look = now + _LOOK_EVERY_S
        seen = self._look()
        if seen == self._seen:
            return
        self._seen = seen
        try:
            self._digests = _read(self._path)
        except ValueError as error:
            _log.error("could not reload tokens; the old ones stay valid", problem=str(error))
        else:
            _log.info("tokens reloaded", tokens=len(self._digests))

    def _look(self) -> tuple[int, int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size


def _read(path: Path) -> tuple[bytes, ...]:
    digests: list[bytes] = []
    for number, line in enumerate(read_secret_file(str(path)).splitlines(), start=1):
        token = line.strip()
        if not token or token.startswith("#"):
            continue
        if not _TOKEN.fullmatch(token):
            raise ValueError(f"line {number} of {path} must be a token of 16 to 512 letters, digits and . _ ~ + / -")
        digests.append(_digest(token))
    if not digests:
        raise ValueError(f"{path} has no token")
    return tuple(digests)


def _digest(token: str) -> bytes:
    # Equal lengths, and no token in memory.
    return hashlib.sha256(token.encode(errors="replace")).digest()

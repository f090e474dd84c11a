"""The publishers' sites, asked politely: known hosts only, one request at a time with pauses, under an honest name."""

import random
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx

from schemas.value import value
from workers.fetch.failed import Failure, FetchFailed
from workers.fetch.source import HOSTS

_MOST_REDIRECTS: Final = 5
_MOST_PAGE_BYTES: Final = 16 << 20
_TIMEOUT: Final = httpx.Timeout(60, connect=20)
_PAUSE: Final = 2.0
_FIRST_WAIT: Final = 2.0  # doubled after each try
_RETRIES: Final = 5
_RETRIES_TO_CONNECT: Final = 2
_LONGEST_WAIT: Final = 600.0
_BUSY: Final = frozenset((429, 500, 502, 503, 504))
Answer = TypeVar("Answer")
_REDIRECTS: Final = frozenset((301, 302, 303, 307, 308))


@value
class Page:
    """A page as it was answered."""

    address: str
    """The address after redirects."""
    content: bytes


class Interrupted(Exception):
    """The connection was lost, or the site is busy; the request may be repeated."""

    def __init__(
        self,
        problem: str,
        *,
        result: Failure = "network",
        wait: float | None = None,
        retries: int = _RETRIES,
        silent: str | None = None,
    ) -> None:
        super().__init__(problem)
        self.result: Failure = result
        """What it comes to if the last retry fails too."""
        self.wait = wait
        """Seconds after which the site asks to be asked again; None if it does not say."""
        self.retries = retries
        """How often to repeat the request."""
        self.silent = silent
        """The host, if it did not answer at all: it is not asked again in this run."""


class Site:
    """All publishers' hosts, or a mirror that has each of them under `/HOST/`.

    Every method raises `FetchFailed` if the site refuses, cannot be reached or redirects to another host.
    """

    def __init__(
        self,
        client: httpx.Client,
        *,
        mirror: str | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._mirror = mirror
        self._sleep = sleep
        self._pause = 0.0 if mirror else _PAUSE  # a mirror is one's own
        self._asked: dict[str, float] = {}
        self._silent: dict[str, str] = {}

    def page(self, address: str) -> Page:
        """A page or catalog, whole."""

        def read() -> Page:
            with self.stream(address, {}) as (response, final):
                content = bytearray()
                for piece in response.iter_bytes():
                    content += piece
                    if len(content) > _MOST_PAGE_BYTES:
                        raise FetchFailed("failed check", f"{address} is larger than {_MOST_PAGE_BYTES >> 20} MiB")
                return Page(address=final, content=bytes(content))

        return self.retrying(read)

    def retrying(self, ask: Callable[[], Answer]) -> Answer:
        """The answer of a request, repeated while the connection breaks or the site is busy."""
        failed = 0
        while True:
            try:
                return ask()
            except Interrupted as lost:
                failed += 1
                if failed > lost.retries or (lost.wait or 0) > _LONGEST_WAIT:
                    if lost.silent is not None:
                        self._silent[lost.silent] = str(lost)
                    raise FetchFailed(lost.result, str(lost)) from None
                self._sleep(max(lost.wait or 0, _FIRST_WAIT * 2 ** (failed - 1) * random.uniform(0.8, 1.2)))

    @contextmanager
    def stream(self, address: str, headers: Mapping[str, str]) -> Iterator[tuple[httpx.Response, str]]:
        """An open answer (200, 206, 304 or 416) and the address after redirects.

        Raises:
            Interrupted: the request may be repeated.
        """
        first = address
        for _ in range(_MOST_REDIRECTS + 1):
            host = self._check_host(address, first)
            self._wait_turn(host)
            try:
                with self._client.stream("GET", self._url(address), headers=dict(headers)) as response:
                    if response.status_code in _REDIRECTS:
                        address = urljoin(address, response.headers.get("location", ""))
                        continue
                    _check_status(response, address)
                    yield response, address
                    return
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
                retries = 0 if "CERTIFICATE" in str(error) else _RETRIES_TO_CONNECT
                said = f"{host} cannot be reached: {_words(error)}"
                raise Interrupted(said, retries=retries, silent=host) from None
            except httpx.RequestError as error:
                raise Interrupted(f"{host}: connection lost: {_words(error)}") from None
        raise FetchFailed("refused by site", f"{_plain(first)} redirects more than {_MOST_REDIRECTS} times")

    def _check_host(self, address: str, first: str) -> str:
        parts = urlsplit(address)
        if parts.scheme != "https" or parts.hostname not in HOSTS:
            where = f"{parts.scheme}://{parts.hostname}"
            raise FetchFailed("refused by site", f"{_plain(first)} leads to {where}, which is not a known publisher")
        if parts.hostname in self._silent:
            raise FetchFailed("network", self._silent[parts.hostname])
        return parts.hostname

    def _wait_turn(self, host: str) -> None:
        if host in self._asked and (left := self._asked[host] + self._pause - time.monotonic()) > 0:
            self._sleep(left)
        self._asked[host] = time.monotonic()

    def _url(self, address: str) -> str:
        return address if self._mirror is None else f"{self._mirror}/{address.removeprefix('https://')}"


def open_client(*, name: str, ca: Path | None, proxy: str | None) -> httpx.Client:
    """A client with certificate checks, which cannot be turned off, and without cookies.

    Args:
        name: the User-Agent.
        ca: PEM file of the certificate authority to trust; None: the usual ones.
        proxy: the address of the proxy; None: as HTTPS_PROXY and NO_PROXY say.

    Raises:
        OSError: the PEM file cannot be read.
        ValueError: the address of the proxy is wrong.
    """
    context = ssl.create_default_context(cafile=None if ca is None else str(ca))
    return httpx.Client(
        headers={"User-Agent": name}, timeout=_TIMEOUT, verify=context, proxy=proxy, follow_redirects=False
    )


def _check_status(response: httpx.Response, address: str) -> None:
    status = response.status_code
    if status in (200, 206, 304, 416):
        return
    if status in _BUSY:
        after = response.headers.get("retry-after", "")
        wait = float(after) if after.isdigit() else None
        raise Interrupted(f"{_plain(address)} answered {status}", result="refused by site", wait=wait)
    if status in (404, 410):
        raise FetchFailed("page changed", f"{_plain(address)} is gone (answered {status})")
    raise FetchFailed("refused by site", f"{_plain(address)} answered {status}: the site refuses programs")


def _plain(address: str) -> str:
    """An address without its query, for messages and logs."""
    return address.partition("?")[0]


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__

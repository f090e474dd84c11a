"""What a browser asks, as far as the answer depends on it."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Literal

from schemas.value import value


class BodyRefused(Exception):
    """A body that is not read: it is too large, too slow, or its length is not told."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


def no_body(limit: int) -> bytes:
    """The body of a request that has none."""
    del limit
    return b""


@value
class Request:
    """One request; its body is read when the answer needs it, and only then."""

    path: str
    """Without the query, which nothing here looks at."""
    headers: Mapping[str, str]
    """The first of each name, names in lower case."""
    method: Literal["GET", "POST"] = "GET"
    read_body: Callable[[int], bytes] = no_body
    """Reads it, so many bytes at most; raises `BodyRefused`."""

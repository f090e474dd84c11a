"""The parts of an HTTP request that responses depend on."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Literal

from schemas.value import value


class BodyRefused(Exception):
    """The request body was refused: too large, too slow, or without a length."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


def no_body(limit: int) -> bytes:
    """The empty body of a request without one."""
    del limit
    return b""


@value
class Request:
    """One request; its body is read only if the response needs it."""

    path: str
    """The path without the query, which is ignored."""
    headers: Mapping[str, str]
    """The first value of each header, by lower-case name."""
    method: Literal["GET", "POST"] = "GET"
    read_body: Callable[[int], bytes] = no_body
    """Reads the body, up to the given number of bytes; raises `BodyRefused`."""

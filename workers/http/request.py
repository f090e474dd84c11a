"""The parts of an HTTP request that responses depend on."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final, Literal
from urllib.parse import parse_qs

from schemas.value import value

_MOST_FIELDS: Final = 10


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
    """The path without the query."""
    headers: Mapping[str, str]
    """The first value of each header, by lower-case name."""
    method: Literal["GET", "POST"] = "GET"
    read_body: Callable[[int], bytes] = no_body
    """Reads the body, up to the given number of bytes; raises `BodyRefused`."""
    query: str = ""
    """The query as sent, without the question mark."""

    def argument(self, name: str, longest: int) -> str:
        """The value of a name in the query, trimmed; empty if it is absent, too long or cannot be read.

        Args:
            name: the name.
            longest: most characters.
        """
        try:
            sent = parse_qs(self.query, errors="replace", max_num_fields=_MOST_FIELDS)
        except ValueError:
            return ""
        text = sent.get(name, [""])[0].strip()
        return text if len(text) <= longest else ""

"""Reads the body of a request, up to a size and within a time."""

import asyncio
from http import HTTPStatus
from typing import Final

from workers.http.request import BodyRefused
from workers.http.response import Receive

BODY_S: Final = 10.0
"""Seconds for a whole body."""


async def read_body_within(receive: Receive, limit: int) -> bytes:
    """The body of a request.

    Args:
        receive: the next message of the request, by the ASGI protocol.
        limit: most bytes.

    Raises:
        BodyRefused: it is too large, too slow, or ends early.
    """
    body = bytearray()
    try:
        # A total time: each piece alone would be in time for a slow sender.
        async with asyncio.timeout(BODY_S):
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    raise BodyRefused(HTTPStatus.BAD_REQUEST)
                body += message["body"]
                if len(body) > limit:
                    raise BodyRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                if not message["more_body"]:
                    return bytes(body)
    except TimeoutError:
        raise BodyRefused(HTTPStatus.REQUEST_TIMEOUT) from None

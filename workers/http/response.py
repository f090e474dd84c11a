"""An HTTP response, and how it is sent."""

from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any, Final, Literal

from schemas.value import value
from workers.http.page import READING

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

HTML: Final = "text/html; charset=utf-8"
TEXT: Final = "text/plain; charset=utf-8"

_HEADERS: Final = (
    (b"cache-control", b"no-store"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)


@value
class Answer:
    """One response: status, media type and body, and the headers that differ from page to page."""

    status: HTTPStatus
    content_type: str
    body: bytes
    policy: str = READING
    """Content security policy."""
    referrer: Literal["no-referrer", "same-origin"] = "no-referrer"
    """Referrer policy. A page with a form needs `same-origin`; otherwise the browser hides the form's origin."""
    retry_after_s: int | None = None


def say(status: HTTPStatus, words: str | None = None) -> Answer:
    """A response in plain text: the status in words, unless there are better ones."""
    return Answer(status=status, content_type=TEXT, body=f"{words or status.phrase}\n".encode())


async def send_answer(send: Send, answer: Answer, *, close: bool = False) -> None:
    """Send a response by the ASGI protocol, with the headers that all have; `close` ends the connection."""
    headers = [
        (b"content-type", answer.content_type.encode("ascii")),
        (b"content-length", b"%d" % len(answer.body)),
        (b"content-security-policy", answer.policy.encode("ascii")),
        (b"referrer-policy", answer.referrer.encode("ascii")),
        *_HEADERS,
    ]
    if answer.status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers.append((b"allow", b"GET, HEAD"))
    if answer.retry_after_s is not None:
        headers.append((b"retry-after", b"%d" % answer.retry_after_s))
    if close:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": int(answer.status), "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})

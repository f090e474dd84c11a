"""An HTTP response."""

from http import HTTPStatus
from typing import Final, Literal

from schemas.value import value
from workers.http.page import READING

HTML: Final = "text/html; charset=utf-8"
TEXT: Final = "text/plain; charset=utf-8"


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

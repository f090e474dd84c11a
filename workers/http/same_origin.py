"""Whether a request comes from a page of this very server, and not from one that somebody was lured to."""

from collections.abc import Mapping
from urllib.parse import urlsplit


def is_same_origin(headers: Mapping[str, str]) -> bool:
    """True where the browser says so.

    `Sec-Fetch-Site` is what the browser itself knows, also behind a proxy that changes the host; it is sent over TLS
    and to this machine. Without it the `Origin` must name the host that was asked. A request with neither comes from
    no page with a form, and is refused too: there is nothing that a program should use it for.

    Args:
        headers: of the request, names in lower case.
    """
    told = headers.get("sec-fetch-site")
    if told is not None:
        return told == "same-origin"
    origin, host = headers.get("origin"), headers.get("host")
    if origin is None or not host:
        return False
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and parts.netloc.lower() == host.lower()

"""Protects forms against cross-site requests by checking that a request comes from our own page."""

from collections.abc import Mapping
from urllib.parse import urlsplit


def is_same_origin(headers: Mapping[str, str]) -> bool:
    """Whether the browser says that the request comes from the same origin.

    `Sec-Fetch-Site` is reliable even behind a proxy that changes the host; browsers send it over TLS and to this
    machine. Without it, `Origin` must match `Host`. A request with neither did not come from a form and is refused:
    programs have no reason to use it.

    Args:
        headers: request headers, by lower-case name.
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

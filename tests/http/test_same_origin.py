"""Which requests may submit a form."""

import pytest

from workers.http.same_origin import is_same_origin

HOST = {"host": "worker.example:9464"}


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "same-origin", "origin": "https://front.example", **HOST},
        {"origin": "http://worker.example:9464", **HOST},
        {"origin": "https://Worker.Example:9464", **HOST},
    ],
)
def test_our_own_page_may(headers: dict[str, str]) -> None:
    """Also behind a proxy that changes the host, because the browser knows the origin."""
    assert is_same_origin(headers)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        HOST,
        {"sec-fetch-site": "cross-site", "origin": "http://worker.example:9464", **HOST},
        {"sec-fetch-site": "same-site", **HOST},
        {"sec-fetch-site": "none", **HOST},
        {"origin": "null", **HOST},
        {"origin": "http://evil.example", **HOST},
        {"origin": "http://worker.example:80", **HOST},
        {"origin": "http://worker.example:9464.evil.example", **HOST},
        {"origin": "ftp://worker.example:9464", **HOST},
        {"origin": "http://worker.example:9464"},
        {"origin": "http://", "host": ""},
        {"origin": "http://[", **HOST},
    ],
)
def test_no_other_page_may(headers: dict[str, str]) -> None:
    """Neither another site, nor a sibling domain, nor a request without an origin."""
    assert not is_same_origin(headers)

"""Who may send a form."""

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
def test_the_page_itself_may(headers: dict[str, str]) -> None:
    """Behind a proxy that changes the host too, since the browser knows better."""
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
def test_nobody_else_may(headers: dict[str, str]) -> None:
    """Neither another site, nor a sibling, nor somebody who does not say."""
    assert not is_same_origin(headers)

"""Which names the HTTP server answers to."""

import pytest

from workers.http.allowed_hosts import find_refusal
from workers.settings.settings import Settings

OURS = ("worker.example", "*.claims.example")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.1.2.3:9464",
        "[::1]:9464",
        "[fe80::1]",
        "[::ffff:10.1.2.3]:80",
        "localhost:9464",
        "worker",
        "worker.example",
        "Worker.Example:443",
        "a.claims.example",
        "a.b.claims.example:9464",
    ],
)
def test_addresses_short_names_and_listed_names_are_answered(host: str) -> None:
    """Whatever the port and the case."""
    assert find_refusal([host], OURS) is None


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "worker.example.evil.example",
        "evilworker.example",
        "claims.example",
        "evilclaims.example",
        "localhost.",
        "127.0.0.1.evil.example",
        "127.1.1",
        "0x7f.0.0.1",
    ],
)
def test_other_names_are_misdirected(host: str) -> None:
    """An attacker could point them at the worker."""
    assert find_refusal([host], OURS) == 421
    assert find_refusal([host], ("*",)) is None


@pytest.mark.parametrize(
    "hosts",
    [
        [],
        [""],
        ["worker.example", "worker.example"],
        ["worker.example, evil.example"],
        ["user@worker.example"],
        ["worker.example/path"],
        ["worker.example:port"],
        ["worker.example:123456"],
        ["[::1"],
        ["[::g]"],
        ["[1.2.3]"],
        ["w\u00f6rker.example"],
        ["a" * 254],
    ],
)
def test_anything_else_is_a_bad_request(hosts: list[str]) -> None:
    """Exactly one valid host is required, also if every name is allowed."""
    assert find_refusal(hosts, ("*",)) == 400


@pytest.mark.parametrize(
    "name", ["worker.example:9464", "http://worker.example", "a.*.example", "*.", "", "wörker", "a..b"]
)
def test_a_setting_that_can_never_match_is_invalid(name: str) -> None:
    """A port, a URL or a star elsewhere is an error at startup."""
    with pytest.raises(ValueError, match="must be a host name without port"):
        Settings(http_allowed_hosts=(name,))


def test_names_are_compared_in_lower_case() -> None:
    """The setting may be written in capitals."""
    assert find_refusal(["worker.example"], Settings(http_allowed_hosts=("Worker.EXAMPLE",)).http_allowed_hosts) is None

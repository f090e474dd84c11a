"""What the page of settings says is what the worker does with them."""

import re

import pytest

from deploy.settings_page import settings_page
from tests.support.about import about
from workers.settings.layer import NAMED_FIELDS
from workers.settings.load import load_settings
from workers.settings.settings import Settings, SettingsError

ROWS = re.findall(r"^\| `CLAIMS_(\w+)` \| (.+?) \| (.+?) \| (.+?) \|$", settings_page(), re.MULTILINE)

CLOSED = re.compile(r"`[\w-]+`(, `[\w-]+`)* or `[\w-]+`")
RANGE = re.compile(r"([\d,]+) (?:to ([\d,]+)|or more)")


def _load(name: str, text: str) -> Settings:
    # The registry's settings need one another, and production needs TLS.
    others = {
        "CLAIMS_SCHEMA_REGISTRY_URL": "https://registry.example",
        "CLAIMS_SCHEMA_REGISTRY_USER": "user",
        "CLAIMS_SCHEMA_REGISTRY_PASSWORD": "password",
        "CLAIMS_KAFKA_SECURITY_PROTOCOL": "SSL",
    }
    return load_settings({}, {**others, f"CLAIMS_{name}": text}, host_name="worker", require_broker=False)


def test_every_setting_has_a_row() -> None:
    """The page lists the settings in the order in which `run --print-settings` prints them, each with a sentence."""
    assert [name.lower() for name, *_ in ROWS] == list(NAMED_FIELDS)
    assert all(re.fullmatch(r"[A-Z`].*\.", meaning) for *_, meaning in ROWS)


def test_allowed_values() -> None:
    """The default, each word of a closed set and both ends of a range are accepted; what lies beyond is refused."""
    for name, default, allowed, _ in ROWS:
        with about(name):
            _check(name, default, allowed)


def _check(name: str, default: str, allowed: str) -> None:
    if default.startswith("`"):
        assert getattr(_load(name, default.strip("`")), name.lower()) == getattr(Settings(), name.lower())
    closed, limits = CLOSED.fullmatch(allowed), RANGE.fullmatch(allowed)
    accepted, refused = [], []
    if closed is not None:
        accepted, refused = re.findall(r"`([\w-]+)`", allowed), ["something-else"]
    elif limits is not None:
        least, most = (int(limit.replace(",", "")) if limit else None for limit in limits.groups())
        assert least is not None
        accepted, refused = [str(least)], [str(least - 1)]
        if most is not None:
            accepted, refused = [*accepted, str(most)], [*refused, str(most + 1)]
    for text in accepted:
        _load(name, text)
    for text in refused:
        with pytest.raises(SettingsError, match=f"CLAIMS_{name}: must be"):
            _load(name, text)

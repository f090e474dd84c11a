"""What every test relies on: no setting of the machine it runs on reaches it."""

import os

import pytest


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of the worker in the environment of whoever runs the tests are not the tests' settings."""
    for name in os.environ:
        if name.startswith("CLAIMS_"):
            monkeypatch.delenv(name)

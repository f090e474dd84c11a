"""What every test relies on: no setting of the machine it runs on reaches it."""

import os

import pytest
from hypothesis import HealthCheck, settings

# Property tests must hold on a machine of any speed.
settings.register_profile("claims-worker", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("claims-worker")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the worker's settings from the environment, so that they do not affect the tests."""
    for name in os.environ:
        if name.startswith("CLAIMS_"):
            monkeypatch.delenv(name)

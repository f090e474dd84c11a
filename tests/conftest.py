"""What every test relies on: no setting of the machine it runs on reaches it."""

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.support.browser import browser, screenshots  # noqa: F401 - one browser for the tests of all folders
from tests.support.local_broker import KafkaBroker
from workers.local_kafka.installation import KafkaInstallation, find_kafka

# Property tests must hold on a machine of any speed.
settings.register_profile("claims-worker", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("claims-worker")


def pytest_sessionstart() -> None:
    """Collect no garbage while tests are imported and collected: all of it stays."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Leave what is imported out of the search for garbage, which else takes a twentieth of the time."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _nothing_from_outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Remove the worker's settings from the environment, and use an empty folder of code tables, not the user's."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("CLAIMS_"):
                patch.delenv(name)
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="session")
def kafka() -> KafkaInstallation:
    """Java and the jars of a real broker. Tests that need it are never skipped."""
    return find_kafka()


@pytest.fixture(scope="session")
def broker(kafka: KafkaInstallation) -> Iterator[KafkaBroker]:
    """A real broker for the whole run; each test uses its own topics and group."""
    with KafkaBroker(kafka) as running:
        running.warm_up()
        yield running

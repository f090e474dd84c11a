"""The short form of the fault suite: the long one is `make chaos`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos import scenarios
from tests.support.local_broker import KafkaBroker
from tests.support.proxied_broker import ProxiedBroker
from tests.support.tcp_proxy import Mode
from workers.local_kafka.installation import KafkaInstallation

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def own_broker(kafka: KafkaInstallation) -> Iterator[ProxiedBroker]:
    """A real broker that these tests may stop, and reach through a network that fails."""
    with ProxiedBroker(kafka) as running:
        running.warm_up()
        yield running


def test_kills(broker: KafkaBroker, tmp_path: Path) -> None:
    """Of 8,000 inputs, with two workers and three kills, each has its right outcome exactly once."""
    figures = scenarios.kills(broker, tmp_path, inputs=8_000, times=3, seed=11)
    assert figures.exactly_once, figures


def test_bounces(own_broker: ProxiedBroker, tmp_path: Path) -> None:
    """The same while the only broker is killed and stopped."""
    figures = scenarios.bounces(own_broker, tmp_path, inputs=4_000, times=2)
    assert figures.exactly_once, figures


def test_poison_records(broker: KafkaBroker, tmp_path: Path) -> None:
    """Records of every kind that is unreadable or costly, and one that ends its process, among 100 good ones."""
    figures = scenarios.poison(broker, tmp_path, fatal=("exit",))
    assert figures.exactly_once, figures
    assert figures.poison == figures.inputs - 100


def test_a_network_that_fails(own_broker: ProxiedBroker, tmp_path: Path) -> None:
    """The same while connections are slow, stand still, are cut and reset."""
    faults: dict[Mode, float] = {"slow": 3.0, "stalled": 3.0, "cut": 3.0, "reset": 2.0}
    figures = scenarios.network(own_broker, tmp_path, inputs=200, faults=faults)
    assert figures.exactly_once, figures


def test_a_schema_registry_that_fails(broker: KafkaBroker, tmp_path: Path) -> None:
    """The same while the registry is away, slow, fails and lies: nothing is a dead letter that need not be one."""
    figures = scenarios.registry(broker, tmp_path, inputs=20, seconds=2.0)
    assert figures.exactly_once, figures


def test_no_room(own_broker: ProxiedBroker, tmp_path: Path) -> None:
    """The same while nothing can be written to disk, and no more files opened."""
    figures = scenarios.no_room(own_broker, tmp_path, inputs=200)
    assert figures.exactly_once, figures


def test_processes_that_stand_still(broker: KafkaBroker, tmp_path: Path) -> None:
    """The same while processes are stopped for longer than sessions and transactions last."""
    figures = scenarios.pauses(broker, tmp_path, inputs=1_000, seconds=12.0)
    assert figures.exactly_once, figures


def test_positions_that_are_lost(broker: KafkaBroker, tmp_path: Path) -> None:
    """Records that retention deleted have no outcome, all others exactly one, and the worker says so."""
    figures = scenarios.positions(broker, tmp_path, inputs=50)
    assert figures.exactly_once, figures
    assert figures.positions_lost == 2

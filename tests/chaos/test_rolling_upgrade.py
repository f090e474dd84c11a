"""Workers of the first release and of this one share a group, first in one direction and then in the other."""

import io
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.chaos.inputs import encounter_inputs
from tests.chaos.trial import Trial, Worker
from tests.kafka.harness import ROOT
from tests.support.local_broker import KafkaBroker

pytestmark = pytest.mark.slow

FIRST_RELEASE: Final = "a74b1d2"
"""The commit that became 0.1.0 (CHANGELOG.md)."""

_SLOTS: Final = (0, 1)
_INPUTS: Final = 600


@pytest.fixture
def first_release(tmp_path: Path) -> Path:
    """The program of the first release, from this clone's history."""
    command = ["git", "archive", FIRST_RELEASE, "workers", "rules", "schemas", "pyproject.toml"]
    packed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert packed.returncode == 0, "the first release is not in this clone: run `git fetch --unshallow`"
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(tmp_path / "first-release", filter="data")
    return tmp_path / "first-release"


def test_an_upgrade_and_the_way_back(broker: KafkaBroker, tmp_path: Path, first_release: Path) -> None:
    """One slot after the other changes its release while there is work, and back: every input has one outcome."""
    with Trial(broker.bootstrap_servers, tmp_path, content_every=0, batch_size=20) as trial:
        running: dict[int, Worker] = {slot: trial.start(slot, processes=1, root=first_release) for slot in _SLOTS}
        sent = 0
        for root in (ROOT, first_release):
            for slot in _SLOTS:
                trial.publish(encounter_inputs(_INPUTS, sent))
                sent += _INPUTS
                trial.look_until(_at_least(trial, sent - _INPUTS * 3 // 4), 120.0)
                replaced = running[slot]
                assert replaced.drain() == 0, replaced.log.read_text(errors="replace")[-3000:]
                trial.workers.remove(replaced)
                running[slot] = trial.start(slot, processes=1, root=root)
        figures = trial.finish()
        assert figures.exactly_once, figures
        assert [end for worker in running.values() for end in worker.ends] == []


def _at_least(trial: Trial, outcomes: int) -> Callable[[], bool]:
    return lambda: trial.outcomes >= outcomes

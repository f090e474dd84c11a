"""The short round of the chaos run: the long one is `make chaos`."""

import sys
from pathlib import Path

import pytest

from tests.chaos.chaos import REAL_COMMAND, ROOT, ChaosPlan, Inputs, run_chaos
from tests.chaos.inputs import encounter_inputs, toy_inputs
from tests.support.local_broker import KafkaBroker

pytestmark = pytest.mark.slow

TOY_COMMAND = (sys.executable, str(ROOT / "tests/kafka/toy_worker.py"), "--pause-s", "0.0003")


@pytest.mark.parametrize(
    ("command", "inputs"),
    [pytest.param(TOY_COMMAND, toy_inputs, id="toy"), pytest.param(REAL_COMMAND, encounter_inputs, id="encounters")],
)
def test_four_kills_lose_nothing_and_double_nothing(
    command: tuple[str, ...], inputs: Inputs, broker: KafkaBroker, tmp_path: Path
) -> None:
    """Of 20,000 inputs, with two workers and four kills, each has its outcome exactly once."""
    plan = ChaosPlan(
        command=command,
        inputs=inputs,
        records=20_000,
        kills=4,
        workers=2,
        seed=11,
        timeout_s=150.0,
        batch_size=200,
        log_folder=tmp_path,
    )
    figures = run_chaos(plan, broker)
    assert figures.kills == 4
    assert figures.passed, f"{figures}\n" + "".join(path.read_text()[-2000:] for path in tmp_path.glob("*.log"))

"""`dead-letters` refuses a choice that can match nothing before it asks the broker."""

import pytest
from click.testing import CliRunner

from workers.__main__ import main


@pytest.mark.parametrize("command", ["list", "replay"])
@pytest.mark.parametrize("choice", [("--reason", "malformd"), ("--at", "1071"), ("--at", "2:x"), ("--at", "-1:3")])
def test_a_choice_that_can_match_nothing(
    command: str, choice: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reason that is none and a place that is none end with 2 and are named; they never mean 'no dead letters'."""
    monkeypatch.setenv("CLAIMS_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    result = CliRunner().invoke(main, ["dead-letters", command, *choice])
    assert result.exit_code == 2
    assert choice[1] in result.stderr

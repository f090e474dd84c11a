"""`dead-letters` rejects a filter that can match nothing before it connects to the broker."""

import pytest
from click.testing import CliRunner

from workers.__main__ import main


@pytest.mark.parametrize("command", ["list", "replay"])
@pytest.mark.parametrize("choice", [("--reason", "malformd"), ("--at", "1071"), ("--at", "2:x"), ("--at", "-1:3")])
def test_a_filter_that_can_match_nothing(
    command: str, choice: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unknown reason or an invalid position gives exit code 2; it never looks like 'no dead letters'."""
    monkeypatch.setenv("CLAIMS_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    result = CliRunner().invoke(main, ["dead-letters", command, *choice])
    assert result.exit_code == 2
    assert choice[1] in result.stderr

"""A file that does not exist ends every command alike."""

import pytest
from click.testing import CliRunner

from workers.__main__ import main


@pytest.mark.parametrize(
    "arguments",
    [
        "check absent.json",
        "publish absent.json",
        "codes load hcpcs absent.zip",
        "edits impact commercial absent.toml absent.json",
        "edits impact commercial strict absent.json",
        "run --config-file absent.toml",
    ],
)
def test_a_missing_file_ends_with_2(arguments: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is named in one line, and nothing else is done."""
    monkeypatch.setenv("CLAIMS_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    result = CliRunner().invoke(main, arguments.split(" "))
    assert result.exit_code == 2, result.output
    assert "absent" in result.stderr

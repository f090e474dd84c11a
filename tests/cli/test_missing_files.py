"""A file that does not exist ends every command alike."""

import pytest
from click.testing import CliRunner

from workers.__main__ import main


@pytest.mark.parametrize(
    "arguments",
    [
        "check absent.json",
        "publish absent.json",
        "convert --to events absent.x12",
        "codes load hcpcs absent.zip",
        "codes load bundle absent.tar",
        "codes fetch --from-dir absent",
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


@pytest.mark.parametrize(
    "arguments",
    [
        "topics create",
        "publish schemas/samples/child-as-dependent.json",
        "dead-letters list",
        "outcomes show --at claims.ready.v1:0:0",
    ],
)
@pytest.mark.parametrize("wrong", ["SSL_CA_LOCATION", "SSL_CA_LOKATION"])
def test_a_rejected_kafka_property_ends_with_2(arguments: str, wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate that is missing and a property that the client does not know get one sentence, not a traceback."""
    monkeypatch.setenv("CLAIMS_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    monkeypatch.setenv(f"CLAIMS_KAFKA_{wrong}", "absent.pem")
    result = CliRunner().invoke(main, arguments.split(" "))
    assert result.exit_code == 2, result.output
    assert len(result.stderr.splitlines()) == 1
    assert wrong.lower().replace("_", ".") in result.stderr.lower().replace("_", ".")

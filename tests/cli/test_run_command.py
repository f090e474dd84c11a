"""The command `run` starts again with a secret that was renewed."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import workers.cli.run as command
from workers.settings.settings import Settings


def test_run_reads_a_renewed_secret_after_a_refusal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The first password is refused; its file is renewed, and the worker runs with the new one and ends as it does."""
    secret = tmp_path / "password"
    secret.write_text("old\n")
    used: list[str] = []

    def run_single(settings: Settings, *_: object) -> int:
        used.append(settings.kafka["sasl.password"])
        secret.write_text("new\n")
        return 5 if len(used) == 1 else 3

    monkeypatch.setattr(command, "run_single", run_single)
    monkeypatch.setattr(command, "stop_on_signals", lambda stop: None)
    monkeypatch.setattr(command, "forbid_core_dumps", lambda: None)
    monkeypatch.setattr(command, "configure_logs", lambda *_: None)
    environment = {
        "CLAIMS_KAFKA_BOOTSTRAP_SERVERS": "broker:9092",
        "CLAIMS_KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
        "CLAIMS_KAFKA_SASL_MECHANISM": "SCRAM-SHA-512",
        "CLAIMS_KAFKA_SASL_USERNAME": "worker",
        "CLAIMS_KAFKA_SASL_PASSWORD_FILE": str(secret),
    }
    ended = CliRunner().invoke(command.run, [], env=environment)
    assert (ended.exit_code, used) == (3, ["old", "new"]), ended.output

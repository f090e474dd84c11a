"""`publish` reports every error in its input before it sends anything."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from schemas.samples import sample_form, sample_text
from workers.__main__ import main


def test_every_error_in_every_input_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every invalid field in every file is named, without its value, and nothing is sent."""
    monkeypatch.setenv("CLAIMS_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    form = sample_form("office-visit")
    form["service_from"] = "11/02/2026"
    form["patient"]["sex"] = "W"
    bad, good, none = (tmp_path / name for name in ("bad.json", "good.json", "none.json"))
    bad.write_text(json.dumps(form))
    good.write_text(sample_text("office-visit"))
    none.write_text("[]")
    result = CliRunner().invoke(main, ["publish", str(bad), str(good), str(none), str(tmp_path / "nowhere.json")])
    assert result.exit_code == 2
    assert sorted(result.stderr.splitlines()) == sorted(
        [
            f'{bad}: service_from: expected a date such as "2026-10-01"',
            f"{bad}: patient.sex: expected one of FEMALE, MALE, UNKNOWN",
            f"{none}: no encounter events in this file",
            f"{tmp_path / 'nowhere.json'}: No such file or directory",
        ]
    )

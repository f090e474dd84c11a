"""Long work shows how far it is on a terminal, and nothing in a pipe."""

import json
from pathlib import Path

import pytest

from schemas.samples import sample_form
from tests.cli.conftest import RunCodes
from tests.cli.test_check import _check
from workers.cli.progress_line import busy_line, progress_line, tracked


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let standard error be a terminal for Rich."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")


def test_items_are_counted(terminal: None, capsys: pytest.CaptureFixture[str]) -> None:
    """Each item counts, with the total if it is known; standard output stays clean."""
    with progress_line("sending") as progress:
        assert list(tracked("abc", progress, 3)) == ["a", "b", "c"]
    with busy_line("loading hcpcs"):
        pass
    said = capsys.readouterr()
    assert "sending" in said.err
    assert "3/3" in said.err
    assert "loading hcpcs" in said.err
    assert said.out == ""


def test_a_pipe_gets_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Where no one looks, nothing is written."""
    with progress_line("sending") as progress, busy_line("loading"):
        assert progress is None
        assert list(tracked("ab", progress)) == ["a", "b"]
    assert capsys.readouterr() == ("", "")


def test_commands_show_it(terminal: None, tmp_path: Path, run: RunCodes) -> None:
    """`check` and `codes load` show progress on standard error beside the answer on standard output."""
    lines = tmp_path / "events.jsonl"
    lines.write_text(f"{json.dumps(sample_form('office-visit'))}\n" * 2)
    checked = _check(str(lines), "--summary")
    assert "checking" in checked.stderr
    assert "2 encounters: 2 ready" in checked.stdout
    rules = tmp_path / "rules.csv"
    rules.write_text("payer_id,rule,value,place,start,end\nP,drg,,,,\n")
    assert "loading payer_rules" in run("load", "payer_rules", str(rules)).stderr

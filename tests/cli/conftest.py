"""Shared by the tests of the code-table commands: an empty folder of code tables."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from workers.__main__ import main

RunCodes = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunCodes:
    """Run `claims-worker codes …` with an empty folder of code tables."""
    monkeypatch.setenv("CLAIMS_CODE_TABLES_DIR", str(tmp_path / "tables"))

    def run_codes(*arguments: str) -> Result:
        return CliRunner().invoke(main, ("codes", *arguments))

    return run_codes

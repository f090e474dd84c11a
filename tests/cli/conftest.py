"""What the tests of the commands on code tables share: a folder of tables of their own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from workers.__main__ import main

RunCodes = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunCodes:
    """Runs `claims-worker codes …` with an empty folder for tables."""
    monkeypatch.setenv("CLAIMS_CODE_TABLES_DIR", str(tmp_path / "tables"))

    def run_codes(*arguments: str) -> Result:
        return CliRunner().invoke(main, ("codes", *arguments))

    return run_codes

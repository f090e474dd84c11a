"""A new edit begins as a definition and a case file, one case of which fails until the edit is written."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from workers.__main__ import main

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The folders that an edit is written into, with the edits of one family."""
    for folder in ("rules/edits/line", "rules/edits/ncci", "tests/edits/line", "tests/edits/ncci"):
        (tmp_path / folder).mkdir(parents=True)
    for path in (ROOT / "rules" / "edits" / "line").glob("*.py"):
        shutil.copy(path, tmp_path / "rules" / "edits" / "line")
    return tmp_path


def _new(family: str, name: str, checkout: Path) -> Result:
    return CliRunner().invoke(main, ("edits", "new", family, name, "--checkout", str(checkout)))


@pytest.mark.parametrize("family", ["LN", "ln", "line"])
def test_the_two_files(checkout: Path, family: str) -> None:
    """The files stand in their family's folders under the edit's name, with the number after the highest."""
    result = _new(family, "charge-too-round", checkout)
    assert result.exit_code == 0, result.output
    definition = checkout / "rules" / "edits" / "line" / "charge_too_round.py"
    cases = checkout / "tests" / "edits" / "line" / "charge_too_round.toml"
    assert 'code="LN111"' in definition.read_text(encoding="utf-8")
    assert cases.exists()
    assert str(definition) in result.stdout
    assert str(cases) in result.stdout
    assert "LN112" in _new(family, "charge-not-round", checkout).stdout


def test_the_first_of_a_family(checkout: Path) -> None:
    """A family without edits begins with 101."""
    assert "NC101 units-odd" in _new("NC", "units-odd", checkout).stdout


@pytest.mark.parametrize(
    ("family", "name", "says"),
    [
        ("XX", "charge-too-round", "there is no such family"),
        ("LN", "ChargeTooRound", "a name says what is wrong"),
        ("LN", "charge", "a name says what is wrong"),
        ("LN", "line-repeated", "that is the name of LN107"),
        ("DX", "code-too-odd", "is no checkout of this project"),
    ],
)
def test_what_is_refused(checkout: Path, family: str, name: str, says: str) -> None:
    """An unknown family, a name of another form or taken, and a folder without the project end with 2."""
    result = _new(family, name, checkout)
    assert result.exit_code == 2
    assert says in result.stderr


def test_nothing_is_written_over(checkout: Path) -> None:
    """A file that is there stays."""
    cases = checkout / "tests" / "edits" / "line" / "charge_too_round.toml"
    cases.write_text("mine", encoding="utf-8")
    assert _new("LN", "charge-too-round", checkout).exit_code == 2
    assert cases.read_text(encoding="utf-8") == "mine"
    assert not (checkout / "rules" / "edits" / "line" / "charge_too_round.py").exists()


@pytest.mark.slow
def test_in_a_checkout(tmp_path: Path) -> None:
    """In a copy of the project the new edit is of the catalogue, lint finds nothing, and exactly one case fails."""
    for folder in ("rules", "schemas", "workers", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    assert _new("LN", "charge-too-round", tmp_path).exit_code == 0
    lint = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "rules/edits/line"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert lint.returncode == 0, lint.stdout
    tests = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/edits", "-k", "LN111"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert tests.returncode == 1, tests.stdout
    failed = [line for line in tests.stdout.splitlines() if line.startswith("FAILED")]
    assert len(failed) == 1, failed
    assert "LN111: say what fires it" in failed[0]

"""A new edit starts as two files to write and a row that is already there; writing the two files finishes it."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from workers.__main__ import main

ROOT = Path(__file__).parents[2]
ROWS = Path("tests/edits/catalogue_rows.toml")
_PYTEST = ("pytest", "-q", "-p", "no:cacheprovider")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The folders that an edit is written to, with the edits of one family and the list of edits."""
    for folder in ("rules/edits/line", "rules/edits/ncci", "tests/edits/line"):
        (tmp_path / folder).mkdir(parents=True)
    for path in (ROOT / "rules" / "edits" / "line").glob("*.py"):
        shutil.copy(path, tmp_path / "rules" / "edits" / "line")
    shutil.copy(ROOT / ROWS, tmp_path / ROWS)
    return tmp_path


def _new(family: str, name: str, checkout: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ("edits", "new", family, name, "--checkout", str(checkout), *options))


def _rows(checkout: Path) -> list[list[Any]]:
    rows: list[list[Any]] = tomllib.loads((checkout / ROWS).read_text(encoding="utf-8"))["rows"]
    return rows


@pytest.mark.parametrize("family", ["LN", "ln", "line"])
def test_the_two_files(checkout: Path, family: str) -> None:
    """The files are in their family's folders under the edit's name, with the number after the highest."""
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


def test_the_row(checkout: Path) -> None:
    """The list of edits gets one row at the end of its family's rows, with what the options say; all else stays."""
    before = _rows(checkout)
    assert _new("LN", "charge-too-round", checkout).exit_code == 0
    options = ("--severity", "-,R,N", "--snip", "3", "--form", "institutional")
    assert _new("LN", "charge-not-round", checkout, *options).exit_code == 0
    place = next(index for index, row in enumerate(before) if row[0] == "PS101")
    assert _rows(checkout) == [
        *before[:place],
        ["LN111", "charge-too-round", "W", "W", "W", 7, "both"],
        ["LN112", "charge-not-round", "-", "R", "N", 3, "I"],
        *before[place:],
    ]
    added = set((checkout / ROWS).read_text(encoding="utf-8").splitlines())
    assert len(added - set((ROOT / ROWS).read_text(encoding="utf-8").splitlines())) == 2


@pytest.mark.parametrize(
    ("family", "name", "options", "says"),
    [
        ("XX", "charge-too-round", (), "there is no such family"),
        ("LN", "ChargeTooRound", (), "a name says what is wrong"),
        ("LN", "charge", (), "a name says what is wrong"),
        ("LN", "line-repeated", (), "that is the name of LN107"),
        ("DX", "code-too-odd", (), "is not a checkout"),
        ("LN", "charge-too-round", ("--severity", "R,W"), "must be R, W, N or -"),
        ("LN", "charge-too-round", ("--severity", "R,W,X"), "must be R, W, N or -"),
        ("LN", "charge-too-round", ("--snip", "8"), "8 is not in the range"),
    ],
)
def test_what_is_refused(checkout: Path, family: str, name: str, options: tuple[str, ...], says: str) -> None:
    """An unknown family, a malformed or taken name, a malformed option and a folder without the project exit with 2."""
    result = _new(family, name, checkout, *options)
    assert result.exit_code == 2
    assert says in result.stderr
    assert _rows(checkout) == _rows(ROOT)


def test_nothing_is_written_over(checkout: Path) -> None:
    """A file that is there stays."""
    cases = checkout / "tests" / "edits" / "line" / "charge_too_round.toml"
    cases.write_text("mine", encoding="utf-8")
    assert _new("LN", "charge-too-round", checkout).exit_code == 2
    assert cases.read_text(encoding="utf-8") == "mine"
    assert not (checkout / "rules" / "edits" / "line" / "charge_too_round.py").exists()
    assert _rows(checkout) == _rows(ROOT)


def _run(checkout: Path, *arguments: str) -> tuple[int, str]:
    # The copy's own modules come first, even where the project is installed.
    done = subprocess.run([sys.executable, "-m", *arguments], cwd=checkout, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def _written(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


@pytest.mark.slow
def test_in_a_checkout(tmp_path: Path) -> None:
    """In a copy of the project one case fails; with the two files written and `make generated`, all tests pass."""
    for folder in ("rules", "schemas", "workers", "tests", "deploy"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ROOT.iterdir():
        if file.is_file() and file.name != ".git":
            shutil.copy(file, tmp_path)
    options = ("--severity", "W,W,N", "--snip", "6", "--form", "professional")
    assert _new("LN", "charge-too-round", tmp_path, *options).exit_code == 0
    assert _run(tmp_path, "ruff", "check", "--no-cache", "rules/edits/line") == (0, "All checks passed!\n")
    assert _run(tmp_path, "ruff", "format", "--check", "--no-cache", "rules/edits/line")[0] == 0
    code, output = _run(tmp_path, *_PYTEST, "tests/edits", "-k", "LN111")
    failed = [line for line in output.splitlines() if line.startswith("FAILED")]
    assert (code, len(failed)) == (1, 1), output
    assert "LN111" in failed[0]
    assert "The case: say what fires it" in output

    _written(
        tmp_path / "rules/edits/line/charge_too_round.py",
        ('claim_note == "LN111":  # replace with what the edit finds', 'claim_note == "see above":'),
        ('fires="LN111"', 'fires="see above"'),
    )
    _written(
        tmp_path / "tests/edits/line/charge_too_round.toml",
        ('"total_charge" = "0.00"', 'claim_note = "see above"'),
        ('field = "total_charge"', 'field = "claim_note"'),
    )
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    generators = next(line for line in makefile.splitlines() if line.startswith("GENERATORS := ")).split()[2:]
    for module in generators:
        assert _run(tmp_path, module) == (0, "")
    # What looks at one edit, and what looks at all of them.
    rows = ("tests/edits/test_every_row.py", "tests/edits/test_published_rules.py", "tests/edits/test_edit_pages.py")
    whole = ("tests/house", *rows, "tests/rules", "tests/engine")
    for selected in (("tests/edits", "-k", "LN111"), whole):
        code, output = _run(tmp_path, *_PYTEST, "-m", "not slow", *selected)
        assert code == 0, output

"""deploy/GUARANTEES.md promises only what a test holds."""

import ast
import re
from pathlib import Path
from typing import Final

import pytest

from workers.settings.layer import PREFIX
from workers.settings.settings import Settings

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = (ROOT / "deploy/GUARANTEES.md").read_text(encoding="utf-8")
_ROW: Final = re.compile(r"^\| (?!Promise |---)(.+) \| (.+) \| (.+) \|$", re.MULTILINE)
_TEST: Final = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
_SETTING: Final = re.compile(rf"`{PREFIX}(\w+)")


def find_missing(page: str) -> list[str]:
    """Every test that the page names and that is not there: a file, or a function of it."""
    return [
        f"{file}::{name}" if name else file
        for file, name in _TEST.findall(page)
        if not (ROOT / file).is_file() or not _tests_of(ROOT / file, name)
    ]


def _tests_of(path: Path, name: str) -> list[str]:
    """The tests in a file; with a name, that one."""
    functions = [
        node.name for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)
    ]
    return [found for found in functions if found.startswith("test_") and name in {"", found}]


def test_every_named_test_is_there() -> None:
    """A test that was renamed or removed is no longer named."""
    assert find_missing(PAGE) == []


def test_every_promise_has_a_test() -> None:
    """Each row of each table of promises names at least one, and nothing in that column is anything else."""
    promises = PAGE.partition("## Measured")[0]
    rows = _ROW.findall(promises)
    assert len(rows) > 25
    assert [promise for promise, _, tests in rows if not re.fullmatch(r"(?:`[^`]+`(?:, )?)+", tests)] == []
    assert [promise for promise, _, tests in rows if len(_TEST.findall(tests)) != tests.count("`") / 2] == []


def test_every_named_setting_is_there() -> None:
    """A promise depends on settings that the worker has."""
    named = {name.lower() for name in _SETTING.findall(PAGE)}
    assert len(named) > 5
    assert named - set(Settings.model_fields) == set()


@pytest.mark.parametrize(
    "named",
    [
        "tests/house/test_gone.py",
        "tests/house/test_guarantees.py::test_gone",
        "tests/house/test_guarantees.py::find_missing",
        "tests/conftest.py",
    ],
)
def test_what_is_not_a_test_is_found(named: str) -> None:
    """A file that is gone, a function that is gone, and one that is no test."""
    assert find_missing(f"| a | – | `{named}` |") == [named]

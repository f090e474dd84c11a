"""Every generated file is up to date, marked as generated, and written by one shared command."""

import ast
import importlib
import re
import subprocess
from pathlib import Path
from typing import Final

import pytest

from schemas.generator import Generator

ROOT: Final = Path(__file__).parents[2]
SOURCES: Final = {
    path: ast.parse(path.read_text(encoding="utf-8"))
    for folder in ("schemas", "rules", "workers", "deploy", "tests")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "test_" not in path.name
}
REBUILT: Final = "rules.tables.build"
"""Only `make check` compares its files: that takes half a minute."""
RECORDED: Final = "tests.golden.write"
"""Its files are outcomes to look at in a review, so they are not marked as generated."""


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def _has_generator(module: ast.Module) -> bool:
    return any(
        isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "GENERATOR"
        for node in module.body
    )


MODULES: Final = [_dotted(path) for path, module in SOURCES.items() if _has_generator(module)]


def _generator(module: str) -> Generator:
    made = importlib.import_module(module).GENERATOR
    assert isinstance(made, Generator)
    return made


@pytest.mark.parametrize("module", [name for name in MODULES if name != REBUILT])
def test_up_to_date(module: str) -> None:
    """The committed files are what the module makes, and the module's command is under its own name."""
    generator = _generator(module)
    assert generator.module == module
    assert generator.find_stale() == []


def test_make_runs_every_generator() -> None:
    """`make check` compares the files of every generator; `make generated` writes all but the shipped code tables."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    listed = re.search(r"^GENERATORS := (.*)$", makefile, re.MULTILINE)
    assert listed is not None
    assert sorted([*listed[1].split(), REBUILT]) == sorted(MODULES)
    assert f"for module in $(GENERATORS) {REBUILT}; do $(BIN)/python -m $$module --check" in makefile
    assert "for module in $(GENERATORS); do $(BIN)/python -m $$module ||" in makefile


def test_one_command() -> None:
    """No module parses a `--check` of its own, except the one that all generators share."""
    parsing = [
        _dotted(path)
        for path, module in SOURCES.items()
        if any(isinstance(node, ast.Constant) and node.value == "--check" for node in ast.walk(module))
    ]
    assert parsing == ["schemas.generator"]


def test_marked_in_git(tmp_path: Path) -> None:
    """Git knows exactly the generated files as generated, recorded outcomes left out."""
    made = {
        path.relative_to(ROOT).as_posix()
        for name in MODULES
        if name not in (REBUILT, RECORDED)
        for path in _generator(name).make()
    }
    made |= {path.relative_to(ROOT).as_posix() for path in (ROOT / "rules/tables/data").iterdir()}
    made |= {path.relative_to(ROOT).as_posix() for path in (ROOT / "schemas/avro/released").iterdir()}
    files = {
        path.relative_to(ROOT).as_posix()
        for folder in ("schemas", "rules", "workers", "deploy", "tests")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    (tmp_path / ".gitattributes").write_text((ROOT / ".gitattributes").read_text(encoding="utf-8"), encoding="utf-8")
    asked = subprocess.run(
        ["git", "check-attr", "--stdin", "-z", "linguist-generated"],
        input="\0".join(sorted(files)),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    answers = asked.stdout.split("\0")
    marked = {path for path, state in zip(answers[::3], answers[2::3], strict=False) if state == "set"}
    assert marked == made

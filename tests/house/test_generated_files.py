"""Every generated file is up to date, marked as generated, and written by one shared command."""

import ast
import importlib
import re
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from rules.pages.example_messages import MESSAGES_FILE
from schemas.generator import Generator
from tests.support.about import about

ROOT: Final = Path(__file__).parents[2]
SOURCES: Final = {
    path: path.read_text(encoding="utf-8")
    for folder in ("schemas", "rules", "workers", "deploy", "tests")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "test_" not in path.name
}
REBUILT: Final = "rules.tables.build"
MESSAGES: Final = "tests.edits.write_messages"
"""Only `make check` compares what these two write: that takes half a minute, and runs every case of every edit."""
RECORDED: Final = "tests.golden.write"
"""Its files are outcomes to look at in a review, so they are not marked as generated."""


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


MODULES: Final = [_dotted(path) for path, text in SOURCES.items() if re.search(r"^GENERATOR: ", text, re.MULTILINE)]


def _generator(module: str) -> Generator:
    made = importlib.import_module(module).GENERATOR
    assert isinstance(made, Generator)
    assert made.module == module
    return made


def _same(generator: Generator, written: Mapping[Path, str | bytes]) -> Generator:
    """The generator with what it made, so that it is not made a second time."""
    return replace(generator, make=lambda: written)


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
        for path, text in SOURCES.items()
        if "--check" in text
        and any(isinstance(node, ast.Constant) and node.value == "--check" for node in ast.walk(ast.parse(text)))
    ]
    assert parsing == ["schemas.generator"]


def test_up_to_date_and_marked_in_git(tmp_path: Path) -> None:
    """The committed files are what their modules make; git knows exactly them as generated, not recorded outcomes."""
    made = {MESSAGES_FILE.relative_to(ROOT).as_posix()}
    for module in MODULES:
        if module not in (REBUILT, MESSAGES):
            with about(module):
                generator = _generator(module)
                written = generator.make()
                assert _same(generator, written).find_stale() == []
                if module != RECORDED:
                    made |= {path.relative_to(ROOT).as_posix() for path in written}
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

"""The extra `dev` brings what the compiler needs on any version of Python."""

import tomllib
from importlib import metadata
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).parents[2] / "pyproject.toml"


def test_dev_brings_setuptools() -> None:
    """The compiler imports it, and from Python 3.12 on no environment has it by default."""
    dev = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["optional-dependencies"]["dev"]
    assert any(line.startswith("mypy[mypyc]") for line in dev)
    brought = [line for line in metadata.requires("mypy") or () if 'extra == "mypyc"' in line]
    assert any(line.startswith("setuptools") for line in brought)

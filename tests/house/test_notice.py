"""NOTICE names the source and terms of every shipped code table, and travels with the package."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
NOTICE: Final = (ROOT / "NOTICE").read_text(encoding="utf-8")
TABLES: Final[list[dict[str, Any]]] = json.loads((ROOT / "rules/tables/data/manifest.json").read_text(encoding="utf-8"))
PACKAGED: Final = re.compile(r"([a-z][\w-]+) \d+\.\d+\.\d+")


def test_every_table_is_named_with_its_source() -> None:
    """Each table of the manifest has a row, which names every package and version that it was built from."""
    rows = {line.split(" ", 1)[0]: line for line in NOTICE.splitlines() if re.match(r"[a-z]\w+  +\w", line)}
    for table in TABLES:
        for source in PACKAGED.finditer(table["source"]):
            assert source[0] in rows[table["kind"]], table["kind"]
    assert {table["kind"] for table in TABLES} <= set(rows)


def test_every_package_is_named_with_its_terms() -> None:
    """Each package that a table was built from has its license and copyright, and nothing else has."""
    packages = {source[1] for table in TABLES for source in PACKAGED.finditer(table["source"])}
    named = {line.split()[0] for line in NOTICE.splitlines() if re.fullmatch(r"\S+ +(MIT|Apache-2\.0) +\S.*", line)}
    assert named == packages


def test_the_package_carries_it() -> None:
    """Wheel and source distribution have NOTICE beside LICENSE."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["license-files"] == ["LICENSE", "NOTICE"]
    assert "NOTICE" in project["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]

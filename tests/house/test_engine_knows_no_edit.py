"""No code outside an edit reaches for one particular edit: what an edit is special in, its record says."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from rules.catalog import load_catalogue

ROOT = Path(__file__).parents[2]


def _codes_named(path: Path) -> Iterator[str]:
    """Every edit code that is a string of its own in a file; a code inside a sentence is prose."""
    codes, text = load_catalogue().keys(), path.read_text(encoding="utf-8")
    if not any(code in codes for code in re.findall(r"[\"']([A-Z]{2}\d{3})[\"']", text)):
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and node.value in codes:
            yield f"{path.relative_to(ROOT)}:{node.lineno} names {node.value}"


def test_no_edit_code_outside_the_edits() -> None:
    """The engine, the pages, the program and the schemas treat all edits alike."""
    edits = ROOT / "rules" / "edits"
    files = [path for folder in ("workers", "rules", "schemas") for path in (ROOT / folder).rglob("*.py")]
    found = [each for path in files if edits not in path.parents for each in _codes_named(path)]
    assert not found

"""`EVERY_ROW.md` is a table of all edits with their state and the number of their cases."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rules.catalog import load_catalogue
from rules.edit import Edit
from schemas.generator import Generator
from tests.edits.case_files import read_cases

EDITS_DIR: Final = Path(__file__).parent
ROWS_PAGE: Final = EDITS_DIR / "EVERY_ROW.md"


def rows_page() -> str:
    """The page in Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    catalogue = load_catalogue()
    yield "# Every row of the catalogue, its state and its cases"
    yield ""
    yield f"{len(catalogue)} edits, made by `python -m tests.edits.rows_page`. A case fires or is silent."
    yield ""
    yield "| Code | Name | State | Firing | Silent |"
    yield "|---|---|---|---:|---:|"
    for edit in catalogue.values():
        firing, silent = _cases(edit)
        yield f"| {edit.code} | {edit.name} | {edit.state} | {firing} | {silent} |"


def _cases(edit: Edit) -> tuple[int, int]:
    cases = read_cases(edit)
    firing = sum(bool(case["findings"] or case.get("shadow")) for case in cases)
    return firing, len(cases) - firing


GENERATOR: Final = Generator(module="tests.edits.rows_page", make=lambda: {ROWS_PAGE: rows_page()})

if __name__ == "__main__":
    sys.exit(GENERATOR.run())

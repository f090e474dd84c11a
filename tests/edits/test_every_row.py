"""Every row of the catalogue is an edit in code, with the name, ceilings, level and form of its row."""

import tomllib
from pathlib import Path
from typing import Final

from rules.catalog import load_catalogue
from rules.edit import severities
from tests.support.about import about

ROWS: Final = tomllib.loads((Path(__file__).parent / "catalogue_rows.toml").read_text(encoding="utf-8"))["rows"]
FORMS: Final = {"P": "professional", "I": "institutional", "both": "both"}
SHADOW: Final = frozenset(("HC106",))
"""Edits of the first catalog in shadow; its others are enforced."""


def test_row() -> None:
    """The row is an edit with its name, ceilings, level, form and state."""
    for row in ROWS:
        with about(row[0]):
            code, name, medicare, medicaid, commercial, snip, form = row
            edit = load_catalogue()[code]
            assert edit.name == name
            assert edit.severity == severities(medicare, medicaid, commercial)
            assert edit.snip == snip
            assert edit.form == FORMS[form]
            if edit.since == "1":
                assert edit.state == ("shadow" if code in SHADOW else "enforced")


def test_no_edit_without_row() -> None:
    """No edit is there that has no row, and both stand in the same order."""
    assert list(load_catalogue()) == [row[0] for row in ROWS]

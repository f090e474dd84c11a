"""Every outcome carries the version of the catalog: the highest in which an edit was added or changed."""

import json
import re
from dataclasses import replace
from typing import Final

from rules.catalog import catalogue_version, load_catalogue
from rules.engine.engine import Engine
from tests.golden.write import OUTCOMES_DIR

VERSION: Final = re.compile(r"[1-9][0-9]*")
EDITS: Final = load_catalogue()


def test_versions_of_every_edit() -> None:
    """An edit was added in a version of the catalog and changed, if it was, in a later one."""
    for edit in EDITS.values():
        assert VERSION.fullmatch(edit.since), edit.code
        if edit.changed is not None:
            assert VERSION.fullmatch(edit.changed), edit.code
            assert int(edit.changed) > int(edit.since), edit.code


def test_the_version_rises() -> None:
    """An edit added or changed in a later version raises the catalog's; new wording alone does not."""
    code, edit = next(iter(EDITS.items()))
    version = catalogue_version(EDITS)
    later = str(int(version) + 9)  # 10 after 1: compared as a number
    reworded = replace(edit, title="Reworded.", why="Reworded.", fix="Reworded.")
    assert catalogue_version({**EDITS, code: reworded}) == version
    assert catalogue_version({**EDITS, code: replace(edit, changed=later)}) == later
    assert catalogue_version({**EDITS, "LN999": replace(edit, since=later)}) == later


def test_outcomes_carry_it() -> None:
    """The engine has the version of its own catalog, and every recorded outcome carries it."""
    version = catalogue_version(EDITS)
    assert Engine(EDITS).catalogue_version == version
    for path in OUTCOMES_DIR.glob("*.json"):
        outcome = json.loads(path.read_text(encoding="utf-8"))
        record = outcome.get("claim") or outcome["rejection"]
        assert record["provenance"]["catalogue"] == version

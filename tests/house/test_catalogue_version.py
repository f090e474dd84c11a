"""Every outcome carries the version of the catalog: the highest in which an edit was added or changed."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from rules.catalog import catalogue_version, load_catalogue
from rules.edit import Edit
from rules.engine.engine import Engine
from tests.golden.write import OUTCOMES_DIR

VERSION: Final = re.compile(r"[1-9][0-9]*")
EDITS: Final = load_catalogue()
CHANGELOG: Final = Path(__file__).parents[2] / "CHANGELOG.md"
_VERSIONS: Final = re.compile(r"^\* Edit catalog (\d+)[^:]*:\n((?:  .*\n)+)", re.MULTILINE)
_CODES: Final = r"[A-Z]{2}\d{3}"
_LINE: Final = re.compile(rf"^  \* ({_CODES}(?:(?:, | and ){_CODES})*)", re.MULTILINE)


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


def _faults(changelog: str, edits: Mapping[str, Edit]) -> Iterator[str]:
    """The edits whose `changed` and what the changelog says of a version of the catalog do not agree."""
    named: dict[str, int] = {}
    for version, lines in _VERSIONS.findall(changelog):
        for codes in _LINE.findall(lines):
            for code in re.findall(_CODES, codes):
                edit = edits[code]
                if int(edit.changed or edit.since) < int(version):
                    yield f"{code}: the changelog says what changed in catalog {version}; set changed to it"
        named |= {code: max(int(version), named.get(code, 0)) for code in re.findall(rf"\b{_CODES}\b", lines)}
    for code, edit in edits.items():
        if edit.changed is not None and named.get(code) != int(edit.changed):
            yield f"{code}: say in CHANGELOG.md, under edit catalog {edit.changed}, what changed"


def test_changelog_and_edits_agree() -> None:
    """An edit that finds something else says so in `changed`, and the changelog under that version says what."""
    assert list(_faults(CHANGELOG.read_text(encoding="utf-8"), EDITS)) == []


@pytest.mark.parametrize(
    ("changed", "line", "faults"),
    [
        ("2", "LN101: it finds less.", 0),
        ("2", "DX101, LN101 and DX102 find less.", 0),
        (None, "LN101: it finds less.", 1),
        (None, "DX101 and LN101 find less.", 1),
        (None, "DX101: it finds less, as LN101 does.", 0),
        ("2", "DX101: it finds less.", 1),
        ("3", "LN101: it finds less.", 1),
    ],
)
def test_what_does_not_agree(changed: str | None, line: str, faults: int) -> None:
    """An edit that changed without a line, and a line about an edit that does not say so, are each found."""
    others = {code: replace(EDITS[code], changed="2") for code in re.findall(_CODES, line) if code != "LN101"}
    edits = {"LN101": replace(EDITS["LN101"], changed=changed), **others}
    changelog = f"## Unreleased\n\n* Edit catalog 2 corrects edits:\n  * {line}\n* Something else about PV101.\n"
    assert len(list(_faults(changelog, edits))) == faults

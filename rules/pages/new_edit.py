"""A new edit starts as two files to write, its definition and its cases, and a row in the catalog's list of edits."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Final

from rules.catalog import FAMILIES, catalogue_version, load_catalogue
from rules.edit import Form, severities
from schemas.value import value

TEMPLATES_DIR: Final = Path(__file__).parent / "templates"
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
_SEVERITY: Final = re.compile(r"[RWN-](,[RWN-]){2}")
_BASES: Final[Mapping[Form, str]] = {
    "both": "office-visit",
    "professional": "office-visit",
    "institutional": "hospital-outpatient-visit",
}
_FORM_LETTERS: Final[Mapping[Form, str]] = {"both": "both", "professional": "P", "institutional": "I"}


class NoNewEdit(Exception):
    """The edit cannot be started; the text says why."""


@value
class NewEdit:
    """The files of an edit that was started."""

    code: str
    definition: Path
    """To be written by hand."""
    cases: Path
    """To be written by hand."""
    rows: Path
    """Has the edit's row already."""


def new_edit(
    family: str, name: str, checkout: Path, *, severity: str = "W,W,W", snip: int = 7, form: Form = "both"
) -> NewEdit:
    """Write the definition and the case file of a new edit, and add its row to the list of edits.

    Args:
        family: the two letters of a family, or the name of its folder.
        name: what is wrong, in kebab-case: `line-date-missing`.
        checkout: a checkout of this project, with `rules/edits` and `tests/edits`.
        severity: for Medicare, Medicaid and commercial payers, each R, W, N or - for off: `R,W,-`.
        snip: SNIP level, 1 to 7.
        form: the claim form that the edit is for.

    Raises:
        NoNewEdit: there is no such family, the name is taken or malformed, the severity is malformed, or the folder is
            not a checkout.
    """
    letters = _family(family)
    if not _NAME.fullmatch(name):
        raise NoNewEdit(f"{name}: a name says what is wrong in two words or more, such as line-date-missing")
    if not _SEVERITY.fullmatch(severity):
        raise NoNewEdit(f"{severity}: must be R, W, N or - for Medicare, Medicaid and commercial payers, such as R,W,-")
    catalogue = load_catalogue()
    taken = next((edit for edit in catalogue.values() if edit.name == name), None)
    if taken is not None:
        raise NoNewEdit(f"{name}: that is the name of {taken.code}")
    file = name.replace("-", "_")
    definition = checkout / "rules" / "edits" / FAMILIES[letters] / f"{file}.py"
    cases = checkout / "tests" / "edits" / FAMILIES[letters] / f"{file}.toml"
    rows = checkout / "tests" / "edits" / "catalogue_rows.toml"
    if not (definition.parent.is_dir() and rows.is_file()):
        raise NoNewEdit(f"{checkout}: is not a checkout of this project")
    for path in (definition, cases):
        if path.exists():
            raise NoNewEdit(f"{path}: already exists")
    cases.parent.mkdir(exist_ok=True)  # a family without edits has no cases yet
    code = _next_code(letters, definition.parent)
    ceilings = severity.split(",")
    words = {
        "code": code,
        "name": name,
        "since": str(int(catalogue_version(catalogue)) + 1),
        "severity": ", ".join(json.dumps(letter) for letter in ceilings),
        "strictest": str(severities(*ceilings).ceiling("strict")),
        "snip": str(snip),
        "base": _BASES[form],
        "form": "" if form == "both" else f'\n    form="{form}",',
    }
    for path, template in ((definition, "edit.py.txt"), (cases, "cases.toml.txt")):
        text = (TEMPLATES_DIR / template).read_text(encoding="utf-8")
        path.write_text(Template(text).substitute(words), encoding="utf-8")
    row = ", ".join(json.dumps(part) for part in (code, name, *ceilings, snip, _FORM_LETTERS[form]))
    rows.write_text(_with_row(rows.read_text(encoding="utf-8"), letters, f"    [{row}],"), encoding="utf-8")
    return NewEdit(code=code, definition=definition, cases=cases, rows=rows)


def _family(given: str) -> str:
    for letters, folder in FAMILIES.items():
        if given.upper() == letters or given.lower().replace("-", "_") == folder:
            return letters
    known = ", ".join(f"{letters} {folder}" for letters, folder in FAMILIES.items())
    raise NoNewEdit(f"{given}: there is no such family; there are {known}")


def _next_code(letters: str, folder: Path) -> str:
    """The number after the family's highest; a code is never used again, retired edits keep theirs."""
    written = (path.read_text(encoding="utf-8") for path in folder.glob("[a-z]*.py"))
    taken = [int(number) for text in written for number in re.findall(rf'code="{letters}([0-9]{{3}})"', text)]
    return f"{letters}{max(taken, default=100) + 1}"


def _with_row(text: str, letters: str, row: str) -> str:
    """The list of edits with one more row, at the end of its family's part."""
    lines = text.splitlines()
    families = list(FAMILIES)
    before = {f'    ["{family}' for family in families[: families.index(letters) + 1]}
    last = max((index for index, line in enumerate(lines) if line[:8] in before), default=lines.index("rows = ["))
    return "\n".join([*lines[: last + 1], row, *lines[last + 1 :]]) + "\n"

"""A new edit begins as two files: its definition, and its cases, of which one fails until the edit is written."""

import re
from pathlib import Path
from string import Template
from typing import Final

from rules.catalog import CATALOGUE_VERSION, FAMILIES, load_catalogue
from schemas.value import value

TEMPLATES_DIR: Final = Path(__file__).parent / "templates"
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")


class NoNewEdit(Exception):
    """The edit cannot be begun; the text says why."""


@value
class NewEdit:
    """The files of an edit that was begun."""

    code: str
    definition: Path
    cases: Path


def new_edit(family: str, name: str, checkout: Path) -> NewEdit:
    """Write the definition and the case file of a new edit.

    Args:
        family: the two letters of a family, or the name of its folder.
        name: what is wrong, in kebab-case: `line-date-missing`.
        checkout: a checkout of this project, with `rules/edits` and `tests/edits`.

    Raises:
        NoNewEdit: there is no such family, the name is taken or of another form, or the folder is no checkout.
    """
    letters = _family(family)
    if not _NAME.fullmatch(name):
        raise NoNewEdit(f"{name}: a name says what is wrong in two words or more, such as line-date-missing")
    catalogue = load_catalogue()
    taken = next((edit for edit in catalogue.values() if edit.name == name), None)
    if taken is not None:
        raise NoNewEdit(f"{name}: that is the name of {taken.code}")
    file = name.replace("-", "_")
    definition = checkout / "rules" / "edits" / FAMILIES[letters] / f"{file}.py"
    cases = checkout / "tests" / "edits" / FAMILIES[letters] / f"{file}.toml"
    for path in (definition, cases):
        if not path.parent.is_dir():
            raise NoNewEdit(f"{checkout}: is no checkout of this project, for it has no {path.parent.name} edits")
        if path.exists():
            raise NoNewEdit(f"{path}: is there already")
    code = _next_code(letters, definition.parent)
    words = {"code": code, "name": name, "since": str(int(CATALOGUE_VERSION) + 1)}
    for path, template in ((definition, "edit.py.txt"), (cases, "cases.toml.txt")):
        text = (TEMPLATES_DIR / template).read_text(encoding="utf-8")
        path.write_text(Template(text).substitute(words), encoding="utf-8")
    return NewEdit(code=code, definition=definition, cases=cases)


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

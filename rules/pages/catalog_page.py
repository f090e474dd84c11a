"""`rules/CATALOG.md` is made from the code: every edit with its severities and codes, and every repair."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from rules.catalog import FAMILIES, catalogue_version, load_catalogue
from rules.edit import Edit, Level
from rules.load_profiles import load_profiles
from rules.pages.markdown import plain
from rules.pages.printed_codes import printed_codes
from rules.pages.x12_text import X12_FORMS, x12_text_of_forms
from rules.repairs.catalog import REPAIRS
from schemas.generator import Generator

CATALOG_FILE: Final = Path(__file__).parents[1] / "CATALOG.md"
_MOST_FIELDS: Final = 3
_LETTERS: dict[Level | None, str] = {"REJECT": "R", "WARN": "W", "NOTICE": "N", None: "–"}


def catalog_page() -> str:
    """The page in Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    edits = load_catalogue()
    profiles = load_profiles(edits).by_name
    columns = ("medicare", "medicaid", "commercial")
    yield "# Catalogue of edits and repairs"
    yield ""
    yield f"Version {catalogue_version(edits)}, {len(edits)} edits, made by `python -m rules.pages.catalog_page`."
    yield "`claims-worker edits show DX101` prints an edit's page: why it fires, how to fix it, and an example."
    yield ""
    yield "R REJECT, W WARN, N NOTICE, – off; M medicare, D medicaid, C commercial."
    for family, folder in FAMILIES.items():
        members = [edit for edit in edits.values() if edit.family == family]
        if not members:
            continue
        yield ""
        yield f"## {family}: {folder.replace('_', ' ')}"
        yield ""
        yield "| Code | Name | Says | M | D | C | CARC | RARC | 277CA | SNIP | Tables | Basis | State | Looks at |"
        yield "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|"
        for edit in members:
            letters = [_LETTERS[profiles[column].ceiling(edit)] for column in columns]
            cells = [
                edit.code,
                edit.name,
                edit.title,
                *letters,
                *_codes(edit),
                str(edit.snip),
                _tables(edit),
                edit.basis or "–",
                edit.state,
                _places(edit),
            ]
            yield f"| {' | '.join(cells)} |"
    yield ""
    yield "## Repairs"
    yield ""
    yield "| Code | Name | What | Applies to | Example |"
    yield "|---|---|---|---|---|"
    for repair in REPAIRS:
        example = f"`{repair.before}` → `{repair.after}`" if repair.before else ""
        yield f"| {repair.code} | {repair.name} | {repair.what} | {repair.applies_to} | {example} |"


def _codes(edit: Edit) -> tuple[str, str, str]:
    """CARC, RARC and 277CA over all cases of an edit, each once."""
    printed = [printed_codes(edit, case) for case in edit.cases.values()]
    return (
        _once(edit.carc_of(case) for case in edit.cases.values()),
        _once(code for rarc, _ in printed for code in rarc.split(", ")),
        _once(status for _, status in printed),
    )


def _once(parts: Iterable[str | None]) -> str:
    return ", ".join(part for part in dict.fromkeys(parts) if part) or "–"


def _places(edit: Edit) -> str:
    """The first fields that an edit looks at, with their places in an 837."""
    forms = [form for form in X12_FORMS if edit.form in ("both", form.lower())]
    shown = [f"`{path}` {plain(x12_text_of_forms(path, forms))}".rstrip() for path in edit.looks_at[:_MOST_FIELDS]]
    return "<br>".join(shown + ["…"] * (len(edit.looks_at) > _MOST_FIELDS)) or "–"


def _tables(edit: Edit) -> str:
    return ", ".join(" or ".join(need.tables) for need in edit.tables) or "–"


GENERATOR: Final = Generator(module="rules.pages.catalog_page", make=lambda: {CATALOG_FILE: catalog_page()})

if __name__ == "__main__":
    sys.exit(GENERATOR.run())

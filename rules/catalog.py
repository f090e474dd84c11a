"""The catalog: every edit, found in the folders of `rules/edits`, by family and code."""

import importlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from rules.edit import Edit

FAMILIES: Final[Mapping[str, str]] = {
    "EV": "event",
    "TX": "text",
    "PT": "patient",
    "CV": "coverage",
    "CB": "coordination",
    "PV": "provider",
    "DX": "diagnosis",
    "PX": "inpatient_procedure",
    "HC": "procedure",
    "MO": "modifier",
    "NC": "ncci",
    "FS": "fee_schedule",
    "LN": "line",
    "PS": "place",
    "IN": "institutional",
    "BT": "bill_type",
    "BN": "benefit",
    "DR": "drug",
    "LB": "laboratory",
    "MN": "medical_necessity",
    "TF": "timely_filing",
}
"""The families in the order of the catalog, each with the folder of its edits."""

EDITS_DIR: Final = Path(__file__).parent / "edits"


class CatalogueError(Exception):
    """Two edits have the same code or name, or a file in the catalog is not an edit."""


@cache
def load_catalogue() -> Mapping[str, Edit]:
    """Every edit by its code, in the order of the catalog.

    Raises:
        CatalogueError: two edits have the same code or name, or an edit is in the wrong folder or file.
    """
    found: list[Edit] = []
    for letters, folder in FAMILIES.items():
        family = []
        for path in sorted((EDITS_DIR / folder).glob("[a-z]*.py")):
            module = importlib.import_module(f"rules.edits.{folder}.{path.stem}")
            edit = getattr(module, "EDIT", None)
            if not isinstance(edit, Edit):
                raise CatalogueError(f"{path.name} defines no EDIT")
            if edit.family != letters or edit.name != path.stem.replace("_", "-"):
                raise CatalogueError(f"{path.name} holds {edit.code} {edit.name}: file and name must agree")
            family.append(edit)
        found += sorted(family, key=lambda edit: edit.code)
    for attribute in ("code", "name"):
        seen: set[str] = set()
        for edit in found:
            key = getattr(edit, attribute)
            if key in seen:
                raise CatalogueError(f"two edits have the {attribute} {key}")
            seen.add(key)
    return {edit.code: edit for edit in found}


def catalogue_version(catalogue: Mapping[str, Edit]) -> str:
    """The version of a catalog, carried by every outcome: the highest in which an edit was added or changed."""
    return max((edit.changed or edit.since for edit in catalogue.values()), key=int)

"""What the Java peer looks up, as one JSON file: the reference job's edits and lists, and the ICD-10-CM table."""

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from rules.catalog import load_catalogue
from rules.edit import Edit, PayerClass
from rules.lists.dated_list import DatedList, DatedPairs, OnOtherDate
from rules.profile import Profile
from rules.tables.shipped.icd10cm import Icd10cm
from rules.tables.store import Tables
from rules.texts.fields import TEXT_FIELDS
from rules.texts.regions import COUNTRIES, US_STATES
from schemas.sources import NEWEST, read_released
from tests.benchmarks.rulebooks import reference_rulebook
from workers.pipeline.process_encounter import Rulebook

ON: Final = dt.date(2026, 7, 1)
"""The lists are those of this day, on which most of the traffic is; the peer does not look up dates."""


def write_reference(folder: Path) -> None:
    """Write `reference.json` and the schemas into a folder."""
    book = reference_rulebook()
    for name in ("EncounterEvent", "ClaimReady", "ClaimRejected"):
        (folder / f"{name}.avsc").write_text(json.dumps(read_released(name, NEWEST[name])), encoding="utf-8")
    (folder / "reference.json").write_text(json.dumps(_reference(book)), encoding="utf-8")


def _reference(book: Rulebook) -> dict[str, Any]:
    catalogue, profiles, table = load_catalogue(), book.profiles, book.tables.icd10cm
    assert isinstance(table, Icd10cm)
    codes = tuple(table.all_codes())
    by_class = {profile.payer_class: profile for profile in reversed(list(profiles.by_name.values()))}
    edits = [edit for edit in catalogue.values() if any(by_class[each].ceiling(edit) for each in by_class)]
    lists = {f"{edit.code}.{name}": _codes(listed) for edit in edits for name, listed in edit.lists.items()}
    return {
        "edits": [_edit(edit, by_class) for edit in edits],
        "lists": lists | {"states": sorted(US_STATES), "countries": sorted(COUNTRIES)},
        "limits": {
            f"{cls.__name__}.{name}": [field.limit or 0, field.institutional_limit or 0]
            for (cls, name), field in TEXT_FIELDS.items()
        },
        "payer_classes": {key: profile.payer_class for key, profile in profiles.by_filing_indicator.items()},
        "otherwise": profiles.default.payer_class,
        "icd": {
            code: [day.isoformat() for row in table.history(code) for day in (row.start, row.end)] for code in codes
        },
        "with_seventh": table.file.header["categories_with_seventh_character"].split(),
        "described": {code: _words(code, book.tables) for code in codes},
        "release": table.release,
        "icd_through": table.in_force_through.isoformat(),
        "delimiters": profiles.default.parameters["TX102"]["delimiters"],
        "catalogue": book.engine.catalogue_version,
    }


def _codes(listed: DatedList | DatedPairs | OnOtherDate) -> list[str]:
    found = listed.on(ON)
    return sorted(found.on(ON) if isinstance(found, DatedList) else map(str, found))


def _edit(edit: Edit, by_class: Mapping[PayerClass, Profile]) -> dict[str, Any]:
    return {
        "code": edit.code,
        "name": edit.name,
        "title": edit.title,
        "carc": edit.carc,
        "rarc": edit.rarc,
        "status": [":".join(filter(None, (one.category, one.code, one.entity))) for one in edit.status],
        "snip": edit.snip,
        "source": edit.source,
        "form": edit.form,
        "on_void": edit.on_void,
        "severity": {each: level for each, profile in by_class.items() if (level := profile.ceiling(edit))},
        "marks": {name: case.mark for name, case in edit.cases.items() if case.mark},
    }


def _words(code: str, tables: Tables) -> list[str | None]:
    codes, tabular = tables.icd10cm, tables.icd10cm_tabular
    assert codes is not None
    assert tabular is not None
    chapter = tabular.chapter(code)
    of_chapter = None if chapter is None else tabular.chapter_description(chapter)
    return [codes.description(code), tabular.category_description(code[:3]), chapter, of_chapter]

"""Builds all files of the shipped tables in memory, so that a malformed row leaves no file half written."""

import json
from collections.abc import Iterable
from typing import Any

from rules.tables.sources.described_codes import DescribedCodes, described, icd10cm_words, icd10pcs_words
from rules.tables.sources.editor_records import EditorRecords
from rules.tables.sources.icd_codes import code_records, icd_codes, icd_descriptions
from rules.tables.sources.laterality_sets import laterality
from rules.tables.sources.msdrg_database import MsdrgDatabase
from rules.tables.sources.small_tables import age_ranges, discharge_status, pos
from rules.tables.sources.tabular_list import TabularList
from rules.tables.sources.tabular_table import icd10cm_tabular


def shipped_files() -> dict[str, bytes]:
    """The bytes of every file of `rules/tables/data`, including the manifest, by name.

    Raises:
        TableError: a source package is missing, or a row of it is malformed.
    """
    database = MsdrgDatabase()
    records = EditorRecords(database)
    tabular = TabularList()
    editor = {"source": f"{database.package} {database.version}", "source_sha256": database.sha256}
    listed = {"source": f"{tabular.package} {tabular.version}", "source_sha256": tabular.sha256}
    files: dict[str, bytes] = {}
    manifest: list[dict[str, Any]] = []

    seventh = " ".join(sorted({entry.name[:3] for entry in tabular.entries if entry.seventh}))
    extra: dict[str, dict[str, str]] = {"icd10cm": {"categories_with_seventh_character": seventh}, "icd10pcs": {}}
    for kind, more in extra.items():
        header, files[f"{kind}.table"] = icd_codes(kind, records, editor, more)
        manifest.append(header)

    # Notes and descriptions have no dates; they apply to every date of the codes.
    span = {key: manifest[0][key] for key in ("in_force_from", "in_force_through")}
    undated = {**listed, **span}
    header, files["icd10cm_tabular.table"] = icd10cm_tabular(tabular, undated)
    manifest.append(header)
    descriptions = tabular.descriptions()
    dated_list = {**undated, "release": tabular.release}
    words = (DescribedCodes(listed["source"], tabular.sha256, descriptions), *icd10cm_words())
    named = _with_sources({**dated_list, "release": f"{tabular.release} and before"}, words)
    every = described(words[1:], _codes_of(records, "icd10cm"), descriptions)
    header, files["icd10cm_descriptions.table"] = icd_descriptions("icd10cm", every, named)
    manifest.append(header)
    words = icd10pcs_words()
    named = _with_sources({**span, "release": "April 2024 and FY2025"}, words)
    header, files["icd10pcs_descriptions.table"] = icd_descriptions(
        "icd10pcs", described(words, _codes_of(records, "icd10pcs"), {}), named
    )
    manifest.append(header)
    header, files["laterality.table"] = laterality(descriptions, dated_list)
    manifest.append(header)

    dated = {**editor, "release": manifest[0]["release"]}
    header, files["age_ranges.table"] = age_ranges(records, dated)
    manifest.append(header)
    header, files["discharge_status.table"] = discharge_status(records, dated)
    manifest.append(header)
    header, files["pos.table"] = pos()
    manifest.append(header)

    files["manifest.json"] = (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()
    return files


def _codes_of(records: EditorRecords, kind: str) -> list[str]:
    """Every code of the table in order, once per row."""
    return [row.code for row in code_records(kind, records)[1]]


def _with_sources(header: dict[str, Any], sources: Iterable[DescribedCodes]) -> dict[str, Any]:
    """The header with the names and checksums of several sources, in order."""
    named = list(sources)
    return {
        **header,
        "source": ", ".join(source.source for source in named),
        "source_sha256": " ".join(source.sha256 for source in named),
    }

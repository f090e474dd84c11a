"""Loads official files and compares the number of rows with an independent reading, of HCPCS also the rows.

    python -m tests.tables.official FOLDER        (or OFFICIAL_FILES=FOLDER)

FOLDER has a folder for each table, such as `hcpcs`. Each file in it is a release as downloaded; a folder in it is a
release of several files. Public repositories keep official files of past years: dewittpe/medicalcoder (ICD-10, POA),
nlindner/CMS_Issued_Codes_For_SQL (POA), dewittpe/cms.hcpcs, softek/CMS.HCPCS (Addendum B, in its history),
andrewallenbruce/arktax (NUCC), and pereozogu/utils-prs-hcpcs-reference-qtr-plus-asc-monthly-codes-master (HCPCS).
Versions of the package simple-icd-10-cm have tabular lists.

Nothing is written outside a temporary folder. The exit code is 1 if a count differs or a file is refused. The tables of
ICD-10 ship with the package and refuse older releases, so their files are read, not loaded.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rules.tables.error import TableError
from rules.tables.kinds.hcpcs import HcpcsRow, HcpcsTable, ModifierRow
from rules.tables.loaders.load_icd10 import SHAPES, read_order_file
from rules.tables.loaders.load_table import load_table
from rules.tables.loaders.source_file import SourceFile, open_sources
from rules.tables.sources.tabular_list import TabularList
from rules.tables.store import LOADABLE
from rules.tables.table_folder import open_tables
from tests.tables.official.independent import (
    HEADED,
    Content,
    count_entries,
    count_hcpcs,
    count_headed,
    count_pairs,
    hcpcs_workbook,
    order_codes,
    unpacked,
)

SETTING: Final = "OFFICIAL_FILES"


def compare(kind: str, paths: list[Path], *, allow_incomplete: bool = False) -> tuple[str, str]:
    """What the loader reads of a release and what the independent reading finds, as texts to compare."""
    contents = list(unpacked(paths))
    if kind in SHAPES:
        mine, theirs = read_order_file(_order(open_sources(paths)), SHAPES[kind]), order_codes(contents)
        if mine.keys() == theirs.keys() and mine != theirs:
            return "descriptions differ", ", ".join(sorted(code for code in mine if mine[code] != theirs[code])[:5])
        return _codes(mine), _codes(theirs)
    if kind in ("icd10cm_tabular", "laterality"):
        (source,) = (each for each in open_sources(paths) if b"<ICD10CM.tabular" in each.head)
        with source.open() as file:
            tabular = TabularList(file.read(), path=Path(source.name), release=source.name)
        return f"{len(tabular.entries):,} entries", f"{count_entries(contents):,} entries"
    if kind in HEADED:
        rows = count_headed(kind, contents)
    elif kind == "hcpcs":
        rows = count_hcpcs(contents)
    elif kind in ("ncci_ptp", "ncci_ptp_medicaid"):
        rows = count_pairs(contents)
    else:
        return "no independent reading of this table", ""
    with tempfile.TemporaryDirectory() as folder:
        manifest = load_table(kind, paths, folder=Path(folder), allow_incomplete=allow_incomplete)
        differing = _differing_codes(Path(folder), contents) if kind == "hcpcs" else []
    if differing:
        return "rows differ", ", ".join(differing[:5])
    return f"{manifest.rows_read:,} rows", f"{rows:,} rows"


def _differing_codes(folder: Path, contents: list[Content]) -> list[str]:
    """The HCPCS codes whose rows, loaded from the text, are not those of the workbook beside it, if there is one."""
    table = open_tables(folder).get("hcpcs")
    assert isinstance(table, HcpcsTable)
    differing = []
    for code, (coverage, added, ended, words) in hcpcs_workbook(contents).items():
        if len(code) == 2:
            modifier = ModifierRow(modifier=code, start=added, end=ended, description=words)
            same = table.modifier_history(code) == (modifier,)
        else:
            own = None if code.startswith("D") else words  # the words of dental codes belong to another owner
            row = HcpcsRow(code=code, start=added, end=ended, description=own, coverage=coverage)
            same = table.history(code) == (row,)
        if not same:
            differing.append(code)
    return differing


def _order(sources: list[SourceFile]) -> SourceFile:
    """The order file; an archive may also have one of changes."""
    return next(
        each
        for each in sources
        if "order" in each.own_name and "adden" not in each.own_name and each.head[:5].isdigit()
    )


def _codes(codes: dict[str, str]) -> str:
    return f"{len(codes):,} billable codes with descriptions"


def releases(folder: Path) -> Iterator[tuple[str, str, list[Path]]]:
    """Each release in the folder: its table, its name and its files."""
    for kind in LOADABLE:
        for entry in sorted((folder / kind).iterdir()) if (folder / kind).is_dir() else ():
            yield kind, entry.name, sorted(entry.iterdir()) if entry.is_dir() else [entry]


def main(folder: Path, *, allow_incomplete: bool = False) -> int:
    """Print a line for each release and the totals; 1 if any differs."""
    same, wrong = 0, 0
    for kind, name, paths in releases(folder):
        try:
            mine, theirs = compare(kind, paths, allow_incomplete=allow_incomplete)
        except (TableError, ValueError, StopIteration) as error:
            mine, theirs = "refused", str(error)
        equal = mine == theirs
        same, wrong = same + equal, wrong + (not equal)
        said = f"same       {kind:<16} {name}: {mine}" if equal else f"DIFFERENT  {kind:<16} {name}: {mine} | {theirs}"
        sys.stdout.write(f"{said}\n")
    sys.stdout.write(f"{same} of {same + wrong} releases have the same rows as an independent reading\n")
    return 1 if wrong or not same else 0


if __name__ == "__main__":
    given = sys.argv[1] if len(sys.argv) > 1 else os.environ.get(SETTING)
    if not given:
        sys.exit(f"name a folder of official files, or set {SETTING}")
    sys.exit(main(Path(given)))

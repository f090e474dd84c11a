"""A table's file that is overwritten or truncated while it is open changes no answer and ends no process."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from rules.tables.error import TableError
from rules.tables.kinds.procedure_pairs import ProcedurePairTable
from rules.tables.manifest import Manifest
from rules.tables.shipped.icd10cm import Icd10cm
from rules.tables.table_file import TableFile
from rules.tables.table_folder import open_tables

Load = Callable[..., Manifest]
ROOT: Final = Path(__file__).parents[2]
DATA: Final = ROOT / "rules" / "tables" / "data"
DAY: Final = date(2026, 7, 15)

# Run by itself, for a mapped file that is cut off ends the process with SIGBUS.
_ASK_AFTER_CUTTING: Final = """
import os, sys
from datetime import date
from pathlib import Path
from rules.tables.table_folder import open_tables

folder = Path(sys.argv[1])
tables = open_tables(folder)
for file in folder.glob("*/*.table"):
    os.truncate(file, 0)
table = tables.get("ncci_ptp")
print(table.pair("80053", "80048", date(2026, 7, 15), hospital=False) is not None)
"""


def test_a_truncated_file_changes_no_answer(load: Load, tmp_path: Path) -> None:
    """A loaded table answers as before when its file is cut to nothing under it."""
    load("ncci_ptp")
    asked = subprocess.run(
        [sys.executable, "-c", _ASK_AFTER_CUTTING, str(tmp_path / "tables")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (asked.returncode, asked.stdout) == (0, "True\n")


def test_an_overwritten_file_changes_no_answer(load: Load, tmp_path: Path) -> None:
    """Other bytes of the same length in the same file are not read."""
    load("ncci_ptp")
    table = open_tables(tmp_path / "tables").get("ncci_ptp")
    assert isinstance(table, ProcedurePairTable)
    (path,) = (tmp_path / "tables" / "ncci_ptp").glob("*.table")
    with path.open("r+b") as file:
        file.write(b"\xff" * path.stat().st_size)
    assert table.partners("80053", hospital=False) == {"80048", "82947"}
    assert table.pair("80053", "80048", DAY, hospital=False) is not None


def test_words_of_codes_are_of_the_file_that_was_opened(tmp_path: Path) -> None:
    """Descriptions are decompressed on first use, from the bytes read when the table was opened."""
    for name in ("icd10cm.table", "icd10cm_descriptions.table"):
        shutil.copy(DATA / name, tmp_path)
    table = Icd10cm(tmp_path)
    (tmp_path / "icd10cm_descriptions.table").write_bytes(b"")
    assert table.description("I10") == "Essential (primary) hypertension"


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: os.symlink("/dev/zero", path)])
def test_what_is_no_file_is_refused(make: Callable[[Path], None], tmp_path: Path) -> None:
    """A pipe, a folder or a device in place of a table is refused by name, without waiting for its end."""
    path = tmp_path / "hcpcs.table"
    make(path)
    with pytest.raises(TableError, match=r"hcpcs\.table: cannot be opened"):
        TableFile(path, "hcpcs")

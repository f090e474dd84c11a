"""ICD-10-PCS: the inpatient procedure codes that were in force on a date (CMS, public domain)."""

from pathlib import Path

from rules.tables.shipped.dated_codes import DatedCodes


class Icd10pcs(DatedCodes):
    """The ICD-10-PCS code table with the flags of the Medicare Code Editor, from 2015-10-01 on.

    Codes that were retired before 2024, and those that came after the packages it is built from, have no description.
    """

    __slots__ = ()

    def __init__(self, folder: Path, file: Path | None = None) -> None:
        """Open the shipped file of a folder or, where one is given, a file that a user's load made."""
        super().__init__(file or folder / "icd10pcs.table", folder / "icd10pcs_descriptions.table", "icd10pcs")

"""`icd10pcs`: the ICD-10-PCS codes of inpatient procedures that were in force on a date (CMS)."""

from typing import Final

from rules.tables.kind import PUBLIC_DOMAIN, TableKind
from rules.tables.shipped.dated_codes import ORDER_FILE_LAYOUT, DatedCodes


class Icd10pcs(DatedCodes):
    """The ICD-10-PCS code table with the flags of the Medicare Code Editor, from 2015-10-01 on.

    Codes retired before 2024, and codes newer than the packages the table is built from, have no description.
    """

    __slots__ = ()

    name = "icd10pcs"


ICD10PCS: Final = TableKind(
    name="icd10pcs",
    holds="the ICD-10-PCS procedure codes with their dates and their flags of the Medicare Code Editor",
    carries="inpatient-procedures",
    opens=Icd10pcs,
    reads="load_icd10:load_icd10_order",
    layout=ORDER_FILE_LAYOUT,
    source="CMS, ICD-10-PCS order file of a fiscal year or of April; for flags, CMS, Definitions of Medicare Code "
    "Edits.",
    license=PUBLIC_DOMAIN,
)

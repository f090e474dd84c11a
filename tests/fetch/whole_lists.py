"""Whole ICD-10 lists in the official layout: those that are shipped, with invented words, as the next release."""

from datetime import date

from rules.tables.store import open_shipped
from tests.fetch.official_files import zipped

_DAY = date(2026, 10, 1)


def icd10_content() -> dict[str, bytes]:
    """The order files of FY2027 by their paths, and a tabular list of one category."""
    shipped = open_shipped()
    listing = "/ftp.cdc.gov/pub/Health_Statistics/NCHS/Publications/ICD10CM/2027"
    diagnoses, procedures = shipped.icd10cm, shipped.icd10pcs
    if diagnoses is None or procedures is None:
        raise ValueError("the tables of ICD-10 are shipped")
    return {
        f"{listing}/icd10cm-code-descriptions-2027.zip": zipped(
            {
                "icd10cm-order-2027.txt": _order([c for c in diagnoses.all_codes() if diagnoses.row_on(c, _DAY)]),
                "icd10cm-codes-2027.txt": "A000    Invented\r\n",
            }
        ),
        f"{listing}/icd10cm-table-and-index-2027.zip": zipped(
            {"icd10cm-tabular-2027.xml": _TABULAR, "icd10cm-index-2027.xml": "<ICD10CM.index/>"}
        ),
        "/www.cms.gov/files/zip/2027-icd-10-pcs-order-file-long-abbreviated-titles.zip": zipped(
            {"icd10pcs_order_2027.txt": _order([c for c in procedures.all_codes() if procedures.row_on(c, _DAY)])}
        ),
    }


def _order(codes: list[str]) -> str:
    return "".join(
        f"{number:05} {code:<7} 1 {'Invented':<60} Invented words of {code}\r\n"
        for number, code in enumerate(sorted(codes), 1)
    )


_TABULAR = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.tabular><version>2027</version>
<chapter><name>1</name><desc>Invented chapter (A00-B99)</desc>
<section id="A00-A09"><desc>Invented block (A00-A09)</desc>
<diag><name>A00</name><desc>Invented category</desc><excludes1><note>invented illness (A01.-)</note></excludes1>
<diag><name>A00.0</name><desc>Invented illness of right arm</desc></diag>
<diag><name>A00.1</name><desc>Invented illness of left arm</desc></diag></diag></section></chapter>
</ICD10CM.tabular>"""

"""`poa_exempt`: the diagnoses that need no present-on-admission indicator, year by year."""

from datetime import date
from typing import Final

from rules.tables.kind import PUBLIC_DOMAIN, TableKind
from rules.tables.kinds.coded_table import CodedTable


class PoaExemptTable(CodedTable):
    """The fiscal years of the list."""

    __slots__ = ()

    def is_exempt(self, code: str, on: date) -> bool:
        """Whether the ICD-10-CM code is exempt from the indicator for discharges on the date."""
        return bool(self._facts_on(code, on))


POA_EXEMPT: Final = TableKind(
    name="poa_exempt",
    holds="the ICD-10-CM codes that are exempt from present-on-admission reporting",
    carries="diagnoses",
    opens=PoaExemptTable,
    fewest={"rows": 30_000},
    reads="load_code_lists:load_poa_exempt",
    layout="""The list of a fiscal year as csv, text or workbook, or CDC's zip (POAexemptCodesFY27.zip). The lists of
added, deleted and revised codes are not read. The heading of the codes is POAexemptCode, Code or Diagnosis Code.
Dots are optional. A list of April or January (POAexemptCodesApr22.txt) takes October's place from that month on.""",
    source="CMS and CDC/NCHS, POA exempt list of a fiscal year.",
    license=PUBLIC_DOMAIN,
)

"""`nucc`: the taxonomy codes, which say what a provider's specialty is."""

from datetime import date
from typing import Final

from rules.tables.kind import TableKind
from rules.tables.kinds.coded_table import CodedTable
from rules.tables.kinds.listed_periods import Period, listed_periods


class TaxonomyTable(CodedTable):
    """The half-year releases of the code set."""

    __slots__ = ()

    def known(self, code: str, on: date) -> bool:
        """Whether the taxonomy code is in the code set on the date."""
        return bool(self._facts_on(code, on))

    def periods(self, code: str) -> tuple[Period, ...]:
        """The days for which the taxonomy code was in the code set; empty if it never was."""
        return listed_periods(self, code)


NUCC: Final = TableKind(
    name="nucc",
    holds="the provider taxonomy codes",
    carries="taxonomy-codes",
    opens=TaxonomyTable,
    fewest={"rows": 600},
    reads="load_code_lists:load_nucc",
    layout="""The code set of a half year as csv (nucc_taxonomy_261.csv), with the columns Code, Grouping (Type
before 2016) and Classification. Only the codes are kept.""",
    source="NUCC, Health Care Provider Taxonomy Code Set.",
    license="The code set is the AMA's; its texts are not kept.",
)

"""`clia_tests`: the laboratory tests that need a CLIA certificate, and the waived tests."""

from datetime import date
from typing import Final

from rules.tables.kind import PUBLIC_DOMAIN, TableKind
from rules.tables.kinds.coded_table import CodedTable
from rules.tables.kinds.own_list import own_code_layout


class CliaTestTable(CodedTable):
    """The loads of the two lists of tests."""

    __slots__ = ()

    def needs_certificate(self, code: str, on: date) -> bool:
        """Whether only a laboratory with a CLIA certificate may bill the procedure code on the date."""
        return self._listed("certificate", code, on)

    def is_waived(self, code: str, on: date) -> bool:
        """Whether the procedure code is on the list of waived tests (modifier QW) on the date."""
        return self._listed("waived", code, on)

    def _listed(self, on_list: str, code: str, on: date) -> bool:
        return any(fact[2] == on_list for fact in self._in_force_on(code, on))


CLIA_TESTS: Final = TableKind(
    name="clia_tests",
    holds="the laboratory tests that need a CLIA certificate, and those waived with modifier QW",
    carries="procedures",
    opens=CliaTestTable,
    reads="load_own_lists:load_own_list",
    layout=own_code_layout("code, list (certificate or waived), start, end"),
    source="CMS, lists of waived tests and of codes subject to CLIA edits.",
    license=PUBLIC_DOMAIN,
)

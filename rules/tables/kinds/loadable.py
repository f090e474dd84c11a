"""Every table that a user can load, by its name in the catalogue, with what opens it and how its releases follow."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from rules.tables.kinds.add_on_codes import AddOnCodeTable
from rules.tables.kinds.code_lists import (
    AdjustmentCodeTable,
    CliaTestTable,
    NdcDirectoryTable,
    NdcProcedureTable,
    NpiDeactivatedTable,
    OutpatientStatusTable,
    PoaExemptTable,
    RevenueCodeTable,
    TaxonomyTable,
    TelehealthTable,
    UbCodeTable,
)
from rules.tables.kinds.coverage_policies import CoverageTable
from rules.tables.kinds.fee_schedule import FeeScheduleTable
from rules.tables.kinds.hcpcs import HcpcsTable
from rules.tables.kinds.payer_rules import PayerRulesTable
from rules.tables.kinds.payers_own import ModifierRuleTable, ProcedureAgeTable, ProcedureSexTable
from rules.tables.kinds.procedure_codes import ProcedureCodeTable
from rules.tables.kinds.procedure_pairs import ProcedurePairTable
from rules.tables.kinds.replacing import REPLACING, ReplacingRelease
from rules.tables.kinds.unit_limits import UnitLimitTable
from rules.tables.released_table import LoadedRelease, ReleasedTable

LOADABLE: Final[Mapping[str, type[ReleasedTable[Any]]]] = {
    "poa_exempt": PoaExemptTable,
    "hcpcs": HcpcsTable,
    "cpt": ProcedureCodeTable,
    "ncci_ptp": ProcedurePairTable,
    "ncci_ptp_medicaid": ProcedurePairTable,
    "mue": UnitLimitTable,
    "mue_medicaid": UnitLimitTable,
    "aoc": AddOnCodeTable,
    "mpfs": FeeScheduleTable,
    "opps_b": OutpatientStatusTable,
    "telehealth": TelehealthTable,
    "procedure_age": ProcedureAgeTable,
    "procedure_sex": ProcedureSexTable,
    "modifier_rules": ModifierRuleTable,
    "payer_rules": PayerRulesTable,
    "revenue_codes": RevenueCodeTable,
    "ub_codes": UbCodeTable,
    "nucc": TaxonomyTable,
    "ndc_hcpcs": NdcProcedureTable,
    "ndc_directory": NdcDirectoryTable,
    "npi_deactivated": NpiDeactivatedTable,
    "hipps": ProcedureCodeTable,
    "adjustment_codes": AdjustmentCodeTable,
    "clia_tests": CliaTestTable,
    "coverage": CoverageTable,
}


KINDS: Final = (*REPLACING, *LOADABLE)
"""Every table that can be loaded: those that stand in the place of a shipped one, and the others."""


def open_release(kind: str, path: Path) -> LoadedRelease:
    """One release of a loadable table.

    Raises:
        TableError: the file is missing, truncated, corrupt or of another kind.
    """
    opener: Callable[[Path, str], LoadedRelease] = (
        ReplacingRelease if kind in REPLACING else LOADABLE[kind].open_release
    )
    return opener(path, kind)

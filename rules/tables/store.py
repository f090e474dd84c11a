"""The list of all code tables, and the open ones as one value that everything that checks an event shares."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from rules.tables.kind import OpenTable, TableKind, listed
from rules.tables.kinds.add_on_codes import AOC, AddOnCodeTable
from rules.tables.kinds.adjustment_codes import ADJUSTMENT_CODES, AdjustmentCodeTable
from rules.tables.kinds.clia_certificates import CLIA_CERTIFICATES, CertificateTable
from rules.tables.kinds.clia_tests import CLIA_TESTS, CliaTestTable
from rules.tables.kinds.coverage_policies import COVERAGE, CoverageTable
from rules.tables.kinds.dmepos_jurisdiction import DMEPOS_JURISDICTION, DmeposJurisdictionTable
from rules.tables.kinds.fee_schedule import MPFS, FeeScheduleTable
from rules.tables.kinds.hcpcs import HCPCS, HcpcsTable
from rules.tables.kinds.leie import LEIE, LeieTable
from rules.tables.kinds.modifier_rules import MODIFIER_RULES, ModifierRuleTable
from rules.tables.kinds.ndc_directory import NDC_DIRECTORY, NdcDirectoryTable
from rules.tables.kinds.ndc_procedures import NDC_HCPCS, NdcProcedureTable
from rules.tables.kinds.npi_deactivated import NPI_DEACTIVATED, NpiDeactivatedTable
from rules.tables.kinds.opt_out import OPT_OUT, OptOutTable
from rules.tables.kinds.order_referring import ORDER_REFERRING, OrderReferringTable
from rules.tables.kinds.outpatient_statuses import OPPS_B, OutpatientStatusTable
from rules.tables.kinds.payer_rules import PAYER_RULES, PayerRulesTable
from rules.tables.kinds.payers import PAYERS, PayersTable
from rules.tables.kinds.poa_exempt import POA_EXEMPT, PoaExemptTable
from rules.tables.kinds.procedure_age import PROCEDURE_AGE, ProcedureAgeTable
from rules.tables.kinds.procedure_codes import CPT, HIPPS, ProcedureCodeTable
from rules.tables.kinds.procedure_pairs import NCCI_PTP, NCCI_PTP_MEDICAID, ProcedurePairTable
from rules.tables.kinds.procedure_sex import PROCEDURE_SEX, ProcedureSexTable
from rules.tables.kinds.revenue_codes import REVENUE_CODES, RevenueCodeTable
from rules.tables.kinds.single_dose_drugs import SINGLE_DOSE_DRUGS, SingleDoseDrugTable
from rules.tables.kinds.snf_therapy import SNF_THERAPY, SnfTherapyTable
from rules.tables.kinds.taxonomy_codes import NUCC, TaxonomyTable
from rules.tables.kinds.telehealth import TELEHEALTH, TelehealthTable
from rules.tables.kinds.ub_codes import UB_CODES, UbCodeTable
from rules.tables.kinds.unit_limits import MUE, MUE_MEDICAID, UnitLimitTable
from rules.tables.kinds.zip_states import ZIP_STATES, ZipStateTable
from rules.tables.shipped.age_ranges import AGE_RANGES, AgeRanges
from rules.tables.shipped.discharge_statuses import DISCHARGE_STATUS, DischargeStatuses
from rules.tables.shipped.icd10cm import ICD10CM, Icd10cm
from rules.tables.shipped.icd10cm_tabular import ICD10CM_TABULAR, Icd10cmTabular
from rules.tables.shipped.icd10pcs import ICD10PCS, Icd10pcs
from rules.tables.shipped.laterality import LATERALITY, Laterality
from rules.tables.shipped.places_of_service import POS, PlacesOfService
from rules.tables.shipped_table import DATA
from rules.tables.table import TableState
from schemas.claim import ClaimDiagnosis


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The open tables by name; None where one is not open. Immutable: another set of tables is another value.

    The order is the catalog's: `not_checked`, `codes status` and the health page list tables in it.
    """

    icd10cm: Icd10cm | None = listed(ICD10CM)
    icd10cm_tabular: Icd10cmTabular | None = listed(ICD10CM_TABULAR)
    laterality: Laterality | None = listed(LATERALITY)
    age_ranges: AgeRanges | None = listed(AGE_RANGES)
    discharge_status: DischargeStatuses | None = listed(DISCHARGE_STATUS)
    icd10pcs: Icd10pcs | None = listed(ICD10PCS)
    poa_exempt: PoaExemptTable | None = listed(POA_EXEMPT)
    hcpcs: HcpcsTable | None = listed(HCPCS)
    cpt: ProcedureCodeTable | None = listed(CPT)
    ncci_ptp: ProcedurePairTable | None = listed(NCCI_PTP)
    ncci_ptp_medicaid: ProcedurePairTable | None = listed(NCCI_PTP_MEDICAID)
    mue: UnitLimitTable | None = listed(MUE)
    mue_medicaid: UnitLimitTable | None = listed(MUE_MEDICAID)
    aoc: AddOnCodeTable | None = listed(AOC)
    mpfs: FeeScheduleTable | None = listed(MPFS)
    opps_b: OutpatientStatusTable | None = listed(OPPS_B)
    pos: PlacesOfService | None = listed(POS)
    telehealth: TelehealthTable | None = listed(TELEHEALTH)
    dmepos_jurisdiction: DmeposJurisdictionTable | None = listed(DMEPOS_JURISDICTION)
    procedure_age: ProcedureAgeTable | None = listed(PROCEDURE_AGE)
    procedure_sex: ProcedureSexTable | None = listed(PROCEDURE_SEX)
    modifier_rules: ModifierRuleTable | None = listed(MODIFIER_RULES)
    payer_rules: PayerRulesTable | None = listed(PAYER_RULES)
    payers: PayersTable | None = listed(PAYERS)
    revenue_codes: RevenueCodeTable | None = listed(REVENUE_CODES)
    ub_codes: UbCodeTable | None = listed(UB_CODES)
    nucc: TaxonomyTable | None = listed(NUCC)
    ndc_hcpcs: NdcProcedureTable | None = listed(NDC_HCPCS)
    ndc_directory: NdcDirectoryTable | None = listed(NDC_DIRECTORY)
    npi_deactivated: NpiDeactivatedTable | None = listed(NPI_DEACTIVATED)
    zip_states: ZipStateTable | None = listed(ZIP_STATES)
    leie: LeieTable | None = listed(LEIE)
    opt_out: OptOutTable | None = listed(OPT_OUT)
    order_referring: OrderReferringTable | None = listed(ORDER_REFERRING)
    hipps: ProcedureCodeTable | None = listed(HIPPS)
    adjustment_codes: AdjustmentCodeTable | None = listed(ADJUSTMENT_CODES)
    clia_tests: CliaTestTable | None = listed(CLIA_TESTS)
    clia_certificates: CertificateTable | None = listed(CLIA_CERTIFICATES)
    coverage: CoverageTable | None = listed(COVERAGE)
    single_dose_drugs: SingleDoseDrugTable | None = listed(SINGLE_DOSE_DRUGS)
    snf_therapy: SnfTherapyTable | None = listed(SNF_THERAPY)

    described: dict[str, ClaimDiagnosis] = field(init=False, repr=False, compare=False, default_factory=dict)
    """Diagnoses as these tables describe them; kept by `rules.claim.describe_codes`, because claims repeat them."""
    suggested: dict[tuple[str, str, date], str] = field(init=False, repr=False, compare=False, default_factory=dict)
    """What to choose instead of a code on a date; kept by `rules.claim.suggest_codes`."""

    def get(self, name: str) -> OpenTable | None:
        """The open table of that name; None if it is not open."""
        if name not in TABLE_KINDS:
            return None
        table: OpenTable | None = getattr(self, name)
        return table

    def state(self, name: str, on: date) -> TableState:
        """Whether the table of that name can answer for the date."""
        table = self.get(name)
        if table is None:
            return TableState.NOT_LOADED
        return TableState.OPEN if table.covers(on) else TableState.DATE_NOT_COVERED

    def names(self) -> tuple[str, ...]:
        """The names of the open tables, in the catalog's order."""
        return tuple(name for name in TABLE_KINDS if getattr(self, name) is not None)

    def without(self, *names: str) -> "Tables":
        """The same tables except these, which then count as not loaded.

        Raises:
            KeyError: one of them is not open.
        """
        for name in names:
            if self.get(name) is None:
                raise KeyError(name)
        return _tables({name: table for name, table in self._open().items() if name not in names})

    def with_tables(self, *tables: OpenTable) -> "Tables":
        """The same tables with these, each in place of an open one of the same name.

        Raises:
            KeyError: an unknown table.
            TypeError: a table has the name of another table.
        """
        return _tables(self._open() | {table.name: table for table in tables})

    def _open(self) -> dict[str, OpenTable]:
        found = {name: self.get(name) for name in self.names()}
        return {name: table for name, table in found.items() if table is not None}


TABLE_KINDS: Final[Mapping[str, TableKind[Any]]] = MappingProxyType(
    {each.name: each.metadata["kind"] for each in fields(Tables) if "kind" in each.metadata}
)
"""Every table by its name, in the order of the catalog."""

TABLE_ORDER: Final = tuple(TABLE_KINDS)
SHIPPED: Final = tuple(name for name, kind in TABLE_KINDS.items() if kind.shipped)
"""The tables that come with the package."""
LOADABLE: Final = tuple(name for name, kind in TABLE_KINDS.items() if kind.reads is not None)
"""The tables that a user can load; a load of a shipped one takes its place."""


def _tables(opened: Mapping[str, OpenTable]) -> Tables:
    for name, table in opened.items():
        wanted = TABLE_KINDS[name].opens
        if not isinstance(table, wanted):
            raise TypeError(f"{name} must be a {wanted.__name__}, not a {type(table).__name__}")
    made: dict[str, Any] = dict(opened)
    return Tables(**made)


def open_shipped() -> Tables:
    """The tables that come with the package, read and verified.

    Raises:
        TableError: a file is missing, truncated or corrupt.
    """
    return _tables({name: TABLE_KINDS[name].opens(DATA) for name in SHIPPED})

"""The tables of procedure codes that a user loads, each held once against what the edits ask of it."""

from typing import Never

from rules.tables.protocols import (
    AddOnCodes,
    AdjustmentCodes,
    AuthorizationRules,
    CliaTests,
    CoveragePolicies,
    DrgPayers,
    FeeSchedule,
    FilingLimits,
    Hcpcs,
    ModifierRules,
    NdcDirectory,
    NdcProcedures,
    NpiDeactivated,
    OutpatientStatuses,
    PoaExempt,
    ProcedureAges,
    ProcedureCodes,
    ProcedurePairs,
    ProcedureSexes,
    RevenueCodes,
    TaxonomyCodes,
    TelehealthServices,
    UbCodes,
    UnitLimits,
)
from rules.tables.store import Tables
from rules.tables.table import Table
from schemas.value import value


@value
class LoadedTables:
    """The loaded tables by their names in the catalogue; None where one is not loaded."""

    cpt: ProcedureCodes | None = None
    hcpcs: Hcpcs | None = None
    hipps: ProcedureCodes | None = None
    ncci_ptp: ProcedurePairs | None = None
    ncci_ptp_medicaid: ProcedurePairs | None = None
    mue: UnitLimits | None = None
    mue_medicaid: UnitLimits | None = None
    aoc: AddOnCodes | None = None
    mpfs: FeeSchedule | None = None
    opps_b: OutpatientStatuses | None = None
    procedure_age: ProcedureAges | None = None
    procedure_sex: ProcedureSexes | None = None
    modifier_rules: ModifierRules | None = None
    coverage: CoveragePolicies | None = None
    poa_exempt: PoaExempt | None = None
    telehealth: TelehealthServices | None = None
    revenue_codes: RevenueCodes | None = None
    ub_codes: UbCodes | None = None
    nucc: TaxonomyCodes | None = None
    ndc_hcpcs: NdcProcedures | None = None
    ndc_directory: NdcDirectory | None = None
    npi_deactivated: NpiDeactivated | None = None
    adjustment_codes: AdjustmentCodes | None = None
    clia_tests: CliaTests | None = None
    authorizations: AuthorizationRules | None = None
    """What `payer_rules` says of authorizations."""
    filing_limits: FilingLimits | None = None
    """What `payer_rules` says of filing limits."""
    drg_payers: DrgPayers | None = None
    """What `payer_rules` says of payment by DRG."""


NONE_LOADED = LoadedTables()

# One set of tables serves every event until it is replaced, so the last one is remembered with its answer: holding a
# table against a protocol costs more than judging a line.
_last: tuple[Tables, LoadedTables] | None = None


def loaded_tables(tables: Tables) -> LoadedTables:
    """The loaded tables of a set of open ones.

    Raises:
        TypeError: a table cannot answer what the edits ask of a table of its name.
    """
    global _last
    if not tables.others:
        return NONE_LOADED
    last = _last
    if last is not None and last[0] is tables:
        return last[1]
    made = _hold(tables)
    _last = (tables, made)
    return made


def _hold(tables: Tables) -> LoadedTables:
    cpt, hcpcs, hipps = tables.get("cpt"), tables.get("hcpcs"), tables.get("hipps")
    pairs, pairs_medicaid = tables.get("ncci_ptp"), tables.get("ncci_ptp_medicaid")
    mue, mue_medicaid = tables.get("mue"), tables.get("mue_medicaid")
    aoc, mpfs, opps_b = tables.get("aoc"), tables.get("mpfs"), tables.get("opps_b")
    ages, sexes = tables.get("procedure_age"), tables.get("procedure_sex")
    rules, coverage = tables.get("modifier_rules"), tables.get("coverage")
    exempt, telehealth = tables.get("poa_exempt"), tables.get("telehealth")
    revenue, ub_codes = tables.get("revenue_codes"), tables.get("ub_codes")
    nucc, npis = tables.get("nucc"), tables.get("npi_deactivated")
    ndc_hcpcs, ndcs = tables.get("ndc_hcpcs"), tables.get("ndc_directory")
    adjustments, clia = tables.get("adjustment_codes"), tables.get("clia_tests")
    payer_rules = tables.get("payer_rules")
    return LoadedTables(
        cpt=cpt if cpt is None or isinstance(cpt, ProcedureCodes) else _refuse(cpt),
        hcpcs=hcpcs if hcpcs is None or isinstance(hcpcs, Hcpcs) else _refuse(hcpcs),
        hipps=hipps if hipps is None or isinstance(hipps, ProcedureCodes) else _refuse(hipps),
        ncci_ptp=pairs if pairs is None or isinstance(pairs, ProcedurePairs) else _refuse(pairs),
        ncci_ptp_medicaid=pairs_medicaid
        if pairs_medicaid is None or isinstance(pairs_medicaid, ProcedurePairs)
        else _refuse(pairs_medicaid),
        mue=mue if mue is None or isinstance(mue, UnitLimits) else _refuse(mue),
        mue_medicaid=mue_medicaid
        if mue_medicaid is None or isinstance(mue_medicaid, UnitLimits)
        else _refuse(mue_medicaid),
        aoc=aoc if aoc is None or isinstance(aoc, AddOnCodes) else _refuse(aoc),
        mpfs=mpfs if mpfs is None or isinstance(mpfs, FeeSchedule) else _refuse(mpfs),
        opps_b=opps_b if opps_b is None or isinstance(opps_b, OutpatientStatuses) else _refuse(opps_b),
        procedure_age=ages if ages is None or isinstance(ages, ProcedureAges) else _refuse(ages),
        procedure_sex=sexes if sexes is None or isinstance(sexes, ProcedureSexes) else _refuse(sexes),
        modifier_rules=rules if rules is None or isinstance(rules, ModifierRules) else _refuse(rules),
        coverage=coverage if coverage is None or isinstance(coverage, CoveragePolicies) else _refuse(coverage),
        poa_exempt=exempt if exempt is None or isinstance(exempt, PoaExempt) else _refuse(exempt),
        telehealth=telehealth
        if telehealth is None or isinstance(telehealth, TelehealthServices)
        else _refuse(telehealth),
        revenue_codes=revenue if revenue is None or isinstance(revenue, RevenueCodes) else _refuse(revenue),
        ub_codes=ub_codes if ub_codes is None or isinstance(ub_codes, UbCodes) else _refuse(ub_codes),
        nucc=nucc if nucc is None or isinstance(nucc, TaxonomyCodes) else _refuse(nucc),
        ndc_hcpcs=ndc_hcpcs if ndc_hcpcs is None or isinstance(ndc_hcpcs, NdcProcedures) else _refuse(ndc_hcpcs),
        ndc_directory=ndcs if ndcs is None or isinstance(ndcs, NdcDirectory) else _refuse(ndcs),
        npi_deactivated=npis if npis is None or isinstance(npis, NpiDeactivated) else _refuse(npis),
        adjustment_codes=adjustments
        if adjustments is None or isinstance(adjustments, AdjustmentCodes)
        else _refuse(adjustments),
        clia_tests=clia if clia is None or isinstance(clia, CliaTests) else _refuse(clia),
        # One table answers three questions, and a user may have rules for one of them alone.
        authorizations=payer_rules if isinstance(payer_rules, AuthorizationRules) else None,
        filing_limits=payer_rules if isinstance(payer_rules, FilingLimits) else None,
        drg_payers=payer_rules if isinstance(payer_rules, DrgPayers) else None,
    )


def _refuse(table: Table) -> Never:
    raise TypeError(f"the table {table.name} cannot answer what the edits ask of it: {type(table).__name__}")

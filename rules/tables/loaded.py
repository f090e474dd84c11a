"""The tables of procedure codes that a user loads, each held once against what the edits ask of it."""

from typing import Never

from rules.tables.protocols import (
    AddOnCodes,
    CoveragePolicies,
    FeeSchedule,
    Hcpcs,
    ModifierRules,
    OutpatientStatuses,
    ProcedureAges,
    ProcedureCodes,
    ProcedurePairs,
    ProcedureSexes,
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
    )


def _refuse(table: Table) -> Never:
    raise TypeError(f"the table {table.name} cannot answer what the edits ask of it: {type(table).__name__}")

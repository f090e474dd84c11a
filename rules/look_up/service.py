"""Looks up a procedure code, a modifier or a HIPPS code."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from rules.look_up.answer import CodeAnswer
from rules.tables.kinds.dmepos_jurisdiction import Jurisdiction
from rules.tables.kinds.fee_schedule import FeeRow
from rules.tables.kinds.hcpcs import HcpcsRow, ModifierRow
from rules.tables.kinds.procedure_codes import ProcedureCodeRow
from rules.tables.kinds.unit_limits import UnitLimit
from rules.tables.shipped.icd_row import IcdRow
from rules.tables.store import Tables

_CPT: Final = re.compile("[0-9]{5}|[0-9]{4}[FTUMA]")
_LEVEL_II: Final = re.compile("[A-V][0-9]{4}")
_HIPPS: Final = (("kind", "case-mix group of a prospective payment system (HIPPS)"),)
_MODIFIERS: Final = ("26", "TC", "53")
_MOST_PARTNERS: Final = 40
_MAI: Final = {1: "on each line", 2: "a day, by policy", 3: "a day, by clinical benchmark"}
_SETTINGS: Final = ((False, "practitioner"), (True, "hospital"))
_CONTRACTORS: Final[Mapping[Jurisdiction, str]] = {
    "DME": "DME contractor",
    "PART_B": "Part B contractor",
    "JOINT": "DME or Part B contractor, by how it is furnished",
}


def look_up_service(code: str, on: dt.date, tables: Tables) -> Iterator[CodeAnswer]:
    """The answers about the code as a procedure code, a HIPPS code and a modifier."""
    if len(code) == 5:
        yield from _procedure(code, on, tables)
    if len(code) == 2 and tables.hcpcs is not None:
        rows = tables.hcpcs.modifier_history(code)
        if rows:
            yield _answer("hcpcs modifier", code, on, rows, tables.hcpcs.modifier_on(code, on), ())


def _procedure(code: str, on: dt.date, tables: Tables) -> Iterator[CodeAnswer]:
    notes = tuple(_notes(code, on, tables))
    if _LEVEL_II.fullmatch(code) and tables.hcpcs is not None and (rows := tables.hcpcs.history(code)):
        yield _answer("hcpcs", code, on, rows, tables.hcpcs.row_on(code, on), notes)
    elif _CPT.fullmatch(code) and tables.cpt is not None and (dated := tables.cpt.history(code)):
        yield _answer("cpt", code, on, dated, tables.cpt.row_on(code, on), notes)
    elif notes and (_CPT.fullmatch(code) or _LEVEL_II.fullmatch(code)):
        # Its own table is not loaded or does not have the code, but other tables do.
        own = tables.cpt if _CPT.fullmatch(code) else tables.hcpcs
        yield CodeAnswer(
            table="procedure codes", code=code, on=on, in_force=own is None, description=None, periods=(), notes=notes
        )
    if tables.hipps is not None and (groups := tables.hipps.history(code)):
        yield _answer("hipps", code, on, groups, tables.hipps.row_on(code, on), _HIPPS)


def _answer(
    table: str,
    code: str,
    on: dt.date,
    rows: Sequence[HcpcsRow | ProcedureCodeRow | ModifierRow],
    held: HcpcsRow | ProcedureCodeRow | ModifierRow | None,
    notes: tuple[tuple[str, str], ...],
) -> CodeAnswer:
    periods = []
    for row in rows:
        coverage = row.coverage if isinstance(row, HcpcsRow) else None
        flags = frozenset() if coverage is None else frozenset((f"coverage {coverage}",))
        periods.append(IcdRow(code=code, start=row.start, end=row.end, flags=flags))
    words = (held or rows[-1]).description
    return CodeAnswer(
        table=table, code=code, on=on, in_force=held is not None, description=words, periods=tuple(periods), notes=notes
    )


def _notes(code: str, on: dt.date, tables: Tables) -> Iterator[tuple[str, str]]:
    if tables.mpfs is not None:
        for modifier in (None, *_MODIFIERS):
            if (fee := tables.mpfs.row(code, modifier, on)) is not None:
                yield "fee schedule" if modifier is None else f"fee schedule with {modifier}", _fee(fee)
    if tables.opps_b is not None and (status := tables.opps_b.status(code, on)) is not None:
        yield "outpatient status", status
    for edition, units in (("Medicare", tables.mue), ("Medicaid", tables.mue_medicaid)):
        for setting, limit in units.limits(code, on).items() if units is not None else ():
            yield f"unit limit ({edition}, {setting})", _limit(limit)
    if tables.aoc is not None and (add_on := tables.aoc.add_on(code, on)) is not None:
        primaries = ", ".join(sorted(add_on.primaries)) or "codes that the contractor decides"
        yield f"add-on code (type {add_on.kind})", f"only with {primaries}"
    for edition, pairs in (("Medicare", tables.ncci_ptp), ("Medicaid", tables.ncci_ptp_medicaid)):
        for hospital, words in _SETTINGS:
            found: dict[str, list[str]] = {"0": [], "1": []}
            for other in sorted(pairs.partners(code, hospital=hospital)) if pairs is not None else ():
                if pairs is not None and (pair := pairs.pair(code, other, on, hospital=hospital)) is not None:
                    found[pair.indicator].append(other)
            if found["0"]:
                yield f"never paid with it ({edition}, {words})", _some(found["0"])
            if found["1"]:
                yield f"paid with it only with a modifier ({edition}, {words})", _some(found["1"])
    items = tables.dmepos_jurisdiction
    if items is not None and (taken_by := items.jurisdiction(code, on)) is not None:
        yield "Medicare contractor", _CONTRACTORS[taken_by]
    policies = sorted({each.policy for each in tables.coverage.naming(code, on)}) if tables.coverage is not None else ()
    if policies:
        yield "coverage policies", _some(list(policies))
    if tables.telehealth is not None and tables.telehealth.listed(code, on):
        yield "telehealth", "on Medicare's list"
    if tables.snf_therapy is not None and tables.snf_therapy.listed(code, on):
        yield "skilled nursing", "therapy that the facility bills for its residents"


def _fee(row: FeeRow) -> str:
    return (
        f"status {row.status}, PC/TC {row.component}, global days {row.global_days}, multiple {row.multiple}, "
        f"bilateral {row.bilateral}, assistant {row.assistant}, co-surgeon {row.co_surgeon}, team {row.team}"
    )


def _limit(limit: UnitLimit) -> str:
    return f"{limit.value} {_MAI[limit.adjudication]}"


def _some(codes: list[str]) -> str:
    more = f" and {len(codes) - _MOST_PARTNERS} more" if len(codes) > _MOST_PARTNERS else ""
    return ", ".join(codes[:_MOST_PARTNERS]) + more

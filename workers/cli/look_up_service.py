"""Everything the loaded tables know of a procedure code, modifier or drug code on a date."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Final

from rules.tables.icd_row import IcdRow
from rules.tables.loaded import LoadedTables, loaded_tables
from rules.tables.protocols import NdcDirectory, NdcProcedures, TaxonomyCodes, TelehealthServices
from rules.tables.rows import FeeRow, HcpcsRow, ModifierRow, ProcedureCodeRow, UnitLimit
from rules.tables.store import Tables
from schemas.value import value

_CPT: Final = re.compile("[0-9]{5}|[0-9]{4}[FTUMA]")
_LEVEL_II: Final = re.compile("[A-V][0-9]{4}")
_MODIFIERS: Final = ("26", "TC", "53")
_MOST_PARTNERS: Final = 40
_MAI: Final = {1: "on each line", 2: "a day, by policy", 3: "a day, by experience"}
_SETTINGS: Final = ((False, "practitioner"), (True, "hospital"))


@value
class ServiceAnswer:
    """What the loaded tables know of a code that stands on a line."""

    table: str
    code: str
    in_force: bool
    description: str | None
    periods: tuple[IcdRow, ...]
    notes: tuple[tuple[str, str], ...]


def look_up_service(code: str, on: dt.date, tables: Tables) -> Iterator[ServiceAnswer]:
    """What the loaded tables say of the code: as a procedure, a modifier, a drug and a taxonomy code."""
    loaded = loaded_tables(tables)
    if len(code) == 5:
        yield from _procedure(code, on, tables, loaded)
    if len(code) == 2 and loaded.hcpcs is not None:
        rows = loaded.hcpcs.modifier_history(code)
        if rows:
            yield _answer("hcpcs modifier", code, rows, loaded.hcpcs.modifier_on(code, on), ())
    if len(code) == 11 and code.isdigit():
        yield from _drug(code, on, tables)
    taxonomy = tables.get("nucc")
    if isinstance(taxonomy, TaxonomyCodes) and len(code) == 10 and taxonomy.known(code, on):
        yield ServiceAnswer(table="nucc", code=code, in_force=True, description=None, periods=(), notes=())


def _procedure(code: str, on: dt.date, tables: Tables, loaded: LoadedTables) -> Iterator[ServiceAnswer]:
    notes = tuple(_notes(code, on, tables, loaded))
    if _LEVEL_II.fullmatch(code) and loaded.hcpcs is not None and (rows := loaded.hcpcs.history(code)):
        yield _answer("hcpcs", code, rows, loaded.hcpcs.row_on(code, on), notes)
    elif _CPT.fullmatch(code) and loaded.cpt is not None and (dated := loaded.cpt.history(code)):
        yield _answer("cpt", code, dated, loaded.cpt.row_on(code, on), notes)
    elif notes and (_CPT.fullmatch(code) or _LEVEL_II.fullmatch(code)):
        # The table of its own is not loaded, or does not have it, but others name it.
        own = loaded.cpt if _CPT.fullmatch(code) else loaded.hcpcs
        yield ServiceAnswer(
            table="procedure codes", code=code, in_force=own is None, description=None, periods=(), notes=notes
        )
    if loaded.hipps is not None and (groups := loaded.hipps.history(code)):
        yield _answer("hipps", code, groups, loaded.hipps.row_on(code, on), ())


def _answer(
    table: str,
    code: str,
    rows: Sequence[HcpcsRow | ProcedureCodeRow | ModifierRow],
    held: HcpcsRow | ProcedureCodeRow | ModifierRow | None,
    notes: tuple[tuple[str, str], ...],
) -> ServiceAnswer:
    periods = []
    for row in rows:
        coverage = row.coverage if isinstance(row, HcpcsRow) else None
        flags = frozenset() if coverage is None else frozenset((f"coverage {coverage}",))
        periods.append(IcdRow(code, row.start, row.end, flags))
    words = (held or rows[-1]).description
    return ServiceAnswer(
        table=table, code=code, in_force=held is not None, description=words, periods=tuple(periods), notes=notes
    )


def _notes(code: str, on: dt.date, tables: Tables, loaded: LoadedTables) -> Iterator[tuple[str, str]]:
    if loaded.mpfs is not None:
        for modifier in (None, *_MODIFIERS):
            if (fee := loaded.mpfs.row(code, modifier, on)) is not None:
                yield "fee schedule" if modifier is None else f"fee schedule with {modifier}", _fee(fee)
    if loaded.opps_b is not None and (status := loaded.opps_b.status(code, on)) is not None:
        yield "outpatient status", status
    for edition, units in (("Medicare", loaded.mue), ("Medicaid", loaded.mue_medicaid)):
        for hospital, words in _SETTINGS:
            if units is not None and (limit := units.limit(code, on, hospital=hospital)) is not None:
                yield f"unit limit ({edition}, {words})", _limit(limit)
    if loaded.aoc is not None and (add_on := loaded.aoc.add_on(code, on)) is not None:
        primaries = ", ".join(sorted(add_on.primaries)) or "a code that the contractor decides on"
        yield f"add-on code (type {add_on.kind})", f"only with {primaries}"
    for edition, pairs in (("Medicare", loaded.ncci_ptp), ("Medicaid", loaded.ncci_ptp_medicaid)):
        for hospital, words in _SETTINGS:
            found: dict[str, list[str]] = {"0": [], "1": []}
            for other in sorted(pairs.partners(code, hospital=hospital)) if pairs is not None else ():
                if pairs is not None and (pair := pairs.pair(code, other, on, hospital=hospital)) is not None:
                    found[pair.indicator].append(other)
            if found["0"]:
                yield f"never paid with it ({edition}, {words})", _some(found["0"])
            if found["1"]:
                yield f"paid with it only with a modifier ({edition}, {words})", _some(found["1"])
    telehealth = tables.get("telehealth")
    if isinstance(telehealth, TelehealthServices) and telehealth.listed(code, on):
        yield "telehealth", "on Medicare's list"


def _drug(ndc: str, on: dt.date, tables: Tables) -> Iterator[ServiceAnswer]:
    directory, crosswalk = tables.get("ndc_directory"), tables.get("ndc_hcpcs")
    notes = []
    if isinstance(crosswalk, NdcProcedures) and (codes := crosswalk.procedures_of(ndc, on)):
        notes.append(("billed with", ", ".join(sorted(codes))))
    listed = isinstance(directory, NdcDirectory) and directory.listed(ndc)
    marketed = isinstance(directory, NdcDirectory) and directory.marketed_on(ndc, on)
    if listed:
        notes.append(("directory", "marketed on the date" if marketed else "not marketed on the date"))
    if notes:
        yield ServiceAnswer(
            table="ndc_directory" if listed else "ndc_hcpcs",
            code=ndc,
            in_force=marketed or not listed,
            description=None,
            periods=(),
            notes=tuple(notes),
        )


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

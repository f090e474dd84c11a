"""Looks a code up in the lists of codes: places, discharge statuses, bills, payments and providers."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final, get_args

from rules.look_up.answer import CodeAnswer, listed, through
from rules.tables.kinds.ub_codes import UbKind
from rules.tables.store import Tables

_REVENUE: Final = re.compile("[0-9]{3,4}")
_UB_KINDS: Final[tuple[UbKind, ...]] = get_args(UbKind)


def look_up_list(code: str, on: dt.date, tables: Tables) -> Iterator[CodeAnswer]:
    """The answer of each list that has the code; a code of two characters may be on several."""
    if len(code) == 2:
        yield from _place(code, on, tables)
        yield from _discharge_status(code, on, tables)
        yield from _ub_code(code, on, tables)
    if _REVENUE.fullmatch(code):
        # Many write revenue codes without the leading zero.
        yield from _revenue_code(code.zfill(4), on, tables)
    if len(code) <= 5:
        yield from _adjustment_code(code, on, tables)
    if len(code) == 10:
        yield from _provider(code, on, tables)


def _place(code: str, on: dt.date, tables: Tables) -> Iterator[CodeAnswer]:
    table = tables.pos
    if table is not None and (period := table.period(code)) is not None:
        yield listed(
            "pos",
            "place of service",
            code,
            on,
            (period,),
            in_force=table.known(code, on),
            covered=table.covers(on),
            description=table.description(code),
        )


def _discharge_status(code: str, on: dt.date, tables: Tables) -> Iterator[CodeAnswer]:
    table = tables.discharge_status
    if table is not None and (periods := table.periods(code)):
        yield listed(
            "discharge_status",
            "discharge status",
            code,
            on,
            periods,
            in_force=table.known(code, on, acute=False),
            covered=table.covers(on),
            notes=(("bills", "never on an acute hospital bill (11x)"),) if table.never_acute(code) else (),
        )


def _ub_code(code: str, on: dt.date, tables: Tables) -> Iterator[CodeAnswer]:
    table = tables.ub_codes
    if table is None:
        return
    for kind in _UB_KINDS:
        if periods := table.periods(kind, code):
            words = "occurrence span" if kind == "span" else kind
            known, covered = table.known(kind, code, on), table.covers(on)
            yield listed("ub_codes", f"{words} code", code, on, periods, in_force=known, covered=covered)


def _revenue_code(code: str, on: dt.date, tables: Tables) -> Iterator[CodeAnswer]:
    table = tables.revenue_codes
    if table is not None and (periods := table.periods(code)):
        known = table.known(code, on)
        needs = "needed" if table.needs_procedure(code, on) else "not needed"
        yield listed(
            "revenue_codes",
            "revenue code",
            code,
            on,
            periods,
            in_force=known,
            covered=table.covers(on),
            notes=(("procedure code", f"{needs} on an outpatient bill"),) if known else (),
        )


def _adjustment_code(code: str, on: dt.date, tables: Tables) -> Iterator[CodeAnswer]:
    table = tables.adjustment_codes
    if table is None:
        return
    for kind, periods, held in (
        ("claim adjustment reason code (CARC)", table.reason_periods(code), table.reason_in_force(code, on)),
        ("remittance advice remark code (RARC)", table.remark_periods(code), table.remark_in_force(code, on)),
    ):
        if periods:
            yield listed("adjustment_codes", kind, code, on, periods, in_force=held, covered=table.covers(on))


def _provider(code: str, on: dt.date, tables: Tables) -> Iterator[CodeAnswer]:
    taxonomy, npis = tables.nucc, tables.npi_deactivated
    if taxonomy is not None and (periods := taxonomy.periods(code)):
        known, covered = taxonomy.known(code, on), taxonomy.covers(on)
        yield listed("nucc", "provider taxonomy code", code, on, periods, in_force=known, covered=covered)
    if npis is not None and (periods := npis.periods(code)):
        # The list has the days on which an NPI is deactivated, not the day it was issued.
        yield listed(
            "npi_deactivated",
            "national provider identifier (NPI)",
            code,
            on,
            (),
            in_force=not npis.deactivated_on(code, on),
            covered=npis.covers(on),
            notes=tuple(("deactivated", f"{start} … {through(end)}") for start, end in periods),
        )

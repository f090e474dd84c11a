"""The rows of loaded code tables for a line's procedure code, looked up once per line."""

import datetime as dt
from typing import Final

from rules.tables.kinds.add_on_codes import AddOnRow
from rules.tables.kinds.fee_schedule import FeeRow
from rules.tables.kinds.hcpcs import HcpcsRow
from rules.tables.kinds.procedure_codes import ProcedureCodeRow
from rules.tables.kinds.unit_limits import UnitLimit
from rules.tables.store import Tables
from schemas.value import value


@value
class LineRows:
    """The rows in force on the line's first day; None if the table is not loaded or has no row for the code."""

    code: HcpcsRow | ProcedureCodeRow | None = None
    fee: FeeRow | None = None
    """The row without a modifier."""
    unit_limit: UnitLimit | None = None
    """Of the edition and the setting (practitioner or hospital) of the claim."""
    add_on: AddOnRow | None = None


NO_ROWS: Final = LineRows()


def line_rows(
    code: str | None, system: str | None, on: dt.date, tables: Tables, *, hospital: bool, medicaid: bool
) -> LineRows:
    """The rows of one line's procedure code.

    Args:
        code: the procedure code; None if the line has none.
        system: its code system; None if its format fits none.
        on: the line's first day.
        tables: the open tables.
        hospital: whether it is an institutional bill.
        medicaid: whether Medicaid's edition of the unit limits applies.
    """
    if code is None or system is None:
        return NO_ROWS
    if system == "HIPPS":
        return NO_ROWS if tables.hipps is None else LineRows(code=tables.hipps.row_on(code, on))
    codes = tables.cpt if system == "CPT" else tables.hcpcs
    units = tables.mue_medicaid if medicaid else tables.mue
    fees, add_ons = tables.mpfs, tables.aoc
    if codes is None and units is None and fees is None and add_ons is None:
        return NO_ROWS
    return LineRows(
        code=None if codes is None else codes.row_on(code, on),
        fee=None if fees is None else fees.row(code, None, on),
        unit_limit=None if units is None else units.limit(code, on, hospital=hospital),
        add_on=None if add_ons is None else add_ons.add_on(code, on),
    )

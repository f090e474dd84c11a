"""What the loaded code tables say of a line's procedure code, looked up once a line."""

import datetime as dt
from typing import Final

from rules.tables.loaded import NONE_LOADED, LoadedTables
from rules.tables.rows import AddOnRow, FeeRow, HcpcsRow, ProcedureCodeRow, UnitLimit
from schemas.value import value


@value
class LineRows:
    """The rows in force on the line's first day; None where a table is not loaded, or has none for the code."""

    code: HcpcsRow | ProcedureCodeRow | None = None
    fee: FeeRow | None = None
    """The row without a modifier."""
    unit_limit: UnitLimit | None = None
    """Of the edition and of the kind of provider that the claim is for."""
    add_on: AddOnRow | None = None


NO_ROWS: Final = LineRows()


def line_rows(
    code: str | None, system: str | None, on: dt.date, loaded: LoadedTables, *, hospital: bool, medicaid: bool
) -> LineRows:
    """The rows of one line's procedure code.

    Args:
        code: the procedure code; None where there is none.
        system: its code system by its form; None where its form is of none.
        on: the line's first day.
        loaded: the loaded tables.
        hospital: whether the bill is an institutional one.
        medicaid: whether Medicaid's edition of the unit limits applies.
    """
    if loaded is NONE_LOADED or code is None or system is None:
        return NO_ROWS
    if system == "HIPPS":
        return NO_ROWS if loaded.hipps is None else LineRows(code=loaded.hipps.row_on(code, on))
    codes = loaded.cpt if system == "CPT" else loaded.hcpcs
    units = loaded.mue_medicaid if medicaid else loaded.mue
    return LineRows(
        code=None if codes is None else codes.row_on(code, on),
        fee=None if loaded.mpfs is None else loaded.mpfs.row(code, None, on),
        unit_limit=None if units is None else units.limit(code, on, hospital=hospital),
        add_on=None if loaded.aoc is None else loaded.aoc.add_on(code, on),
    )

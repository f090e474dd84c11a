"""Tables of line procedure codes (HCPCS, CPT, HIPPS) answer alike: what a code is on a date."""

import datetime as dt
from collections.abc import Mapping
from typing import Final, Protocol, runtime_checkable

from rules.claim_facts import CodeSystem, LineFacts
from rules.tables.store import Tables


class LineCodeRow(Protocol):
    """A procedure code in force on a date."""

    @property
    def description(self) -> str | None:
        """What the code means, where the table carries it."""


@runtime_checkable
class LineCodeTable(Protocol):
    """A table of procedure codes that stand on lines."""

    def row_on(self, code: str, on: dt.date) -> LineCodeRow | None:
        """The code as it is in force on the date."""


_TABLES: Final[Mapping[CodeSystem, str]] = {"CPT": "cpt", "HCPCS": "hcpcs", "HIPPS": "hipps"}


def line_code_row(line: LineFacts, tables: Tables) -> LineCodeRow | None:
    """The row of a line's procedure code on the line's first day; None where it is not known or no table is loaded."""
    if line.system is None or line.code is None:
        return None
    table = tables.get(_TABLES[line.system])
    return table.row_on(line.code, line.date_from) if isinstance(table, LineCodeTable) else None

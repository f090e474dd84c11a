"""IN103: each line of an institutional claim has a revenue code."""

import datetime as dt
import re
from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, Suppression, needs, problem, severities, statuses
from rules.references import usage_837i
from rules.tables.kinds.revenue_codes import RevenueCodeTable

_ROOM: Final = (Suppression(edits=("BT114",)),)
_FORM: Final = re.compile(r"[0-9]{3}|[0-3][0-9]{3}")


def check(claim: ClaimFacts) -> Found:
    """A line has no revenue code, one in another format, or one that is not in the loaded table."""
    table = claim.tables.revenue_codes
    known = table
    problems = []
    for line in claim.lines:
        case = _fault(line.line.revenue_code, line.date_from, known)
        if case is not None:
            values = {"number": line.number, "code": line.line.revenue_code, "date": line.date_from}
            problems.append(problem(f"{line.path}.revenue_code", case, **values))
    return problems


def _fault(code: str | None, on: dt.date, table: RevenueCodeTable | None) -> str | None:
    if code is None or is_blank(code):
        return "missing"
    if not _FORM.fullmatch(code):
        return "default"
    # Three digits are four with a zero in front, for the table alone: the code is sent as it is.
    if table is not None and table.covers(on) and not table.known(code.zfill(4), on):
        return "unknown"
    return None


EDIT = Edit(
    code="IN103",
    name="revenue-code-missing-or-unknown",
    title="A line has no valid revenue code.",
    why="The revenue code identifies the department or supply that a facility bills. A line without a valid one "
    "cannot be priced, and the payer returns the claim.",
    fix="Enter the four-digit revenue code for the department or supply. A three-digit code is read with a leading "
    "zero.",
    looks_at=("service_lines[].revenue_code",),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "missing": Case(says="Line {number} has no revenue code.", status=statuses("A6:455"), suppresses=_ROOM),
        "default": Case(
            says="The revenue code of line {number} is not four digits that start with 0 to 3.", suppresses=_ROOM
        ),
        "unknown": Case(says="Revenue code {code} is not in the revenue code table in force on {date}."),
    },
    carc="16",
    rarc=("M50",),
    status=statuses("A7:455"),
    snip=5,
    source="UB-04 form locator 42; IOCE edit 41",
    basis="manual",
    references=(usage_837i("loop 2400, SV201: required"),),
    form="institutional",
    waivable=False,
    tables=(needs("revenue_codes", part=True),),
    example=Example(base="inpatient-stay", field="service_lines[0].revenue_code", fires=None, silent="0120"),
)

"""CB108: a remark code is M, N or MA and a number on the published list."""

import datetime as dt
import re
from typing import Final

from rules.claim.facts import ClaimFacts, CoverageFacts
from rules.edit import Case, Edit, Example, Found, Problem, needs, problem, severities, statuses
from rules.edits.coordination._prior_payers import decided_on
from rules.tables.kinds.adjustment_codes import AdjustmentCodeTable

_REMARK: Final = re.compile(r"(?:MA|M|N)[0-9]+")


def check(payer: CoverageFacts, claim: ClaimFacts) -> Found:
    """A prior payer's remark code is not in a valid format, or was not in force on the adjudication date."""
    decision = payer.coverage.adjudication
    if decision is None or not decision.remark_codes:
        return None
    table, on = claim.tables.adjustment_codes, decided_on(payer, claim)
    found: list[Problem] = []
    for index, code in enumerate(decision.remark_codes):
        path = f"{payer.path}.adjudication.remark_codes[{index}]"
        if not _REMARK.fullmatch(code):
            found.append(problem(path))
        elif on is not None and _ended(table, code, on):
            found.append(problem(path, "not-in-force", code=code, on=on))
    return found


def _ended(table: AdjustmentCodeTable | None, code: str, on: dt.date) -> bool:
    """Whether the list for the date is loaded and does not have the code."""
    return table is not None and table.covers(on) and not table.remark_in_force(code, on)


EDIT = Edit(
    code="CB108",
    name="remark-code-unknown",
    title="A prior payer's remark code is not valid.",
    why="Remark codes explain a prior payer's adjudication. A code that is not on the published list explains "
    "nothing, and some payers return the claim.",
    fix="Copy the code from the remittance advice: M, N or MA and a number. Remove the payer's own codes.",
    looks_at=("coverages[].adjudication.remark_codes[]",),
    subject="coverage",
    check=check,
    occasion="decisions",
    severity=severities("W", "W", "W"),
    cases={
        "default": Case(says="The remark code is not M, N or MA and a number."),
        "not-in-force": Case(says="Remark code {code} was not in force on {on}, the adjudication date."),
    },
    carc="16",
    rarc=("N4",),
    status=statuses("A7:634"),
    snip=5,
    source="ASC X12 005010X222A2 and 005010X223A3, MIA and MOA; remittance advice remark codes",
    basis="regulation",
    tables=(needs("adjustment_codes", part=True),),
    example=Example(
        base="medicare-secondary",
        field="coverages[0].adjudication.remark_codes",
        fires=["X1"],
        silent=["N1"],
    ),
)

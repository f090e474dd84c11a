"""IN115: a condition code is two characters, reported once."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses

_FORM: Final = re.compile(r"[0-9A-Za-z]{2}")


def check(claim: ClaimFacts) -> Found:
    """A condition code is not two letters or digits, is repeated, or is not in the loaded table."""
    codes, on = claim.encounter.condition_codes, claim.encounter.service_through
    if not codes:
        return None
    table = claim.tables.ub_codes
    known = table if table is not None and table.covers(on) else None
    problems = []
    seen: set[str] = set()
    for index, code in enumerate(codes):
        path = f"condition_codes[{index}]"
        if not _FORM.fullmatch(code):
            problems.append(problem(path))
        elif code in seen:
            problems.append(problem(path, "repeated", code=code))
        elif known is not None and not known.known("condition", code, on):
            problems.append(problem(path, "unknown", code=code, date=on))
        seen.add(code)
    return problems


EDIT = Edit(
    code="IN115",
    name="condition-code-invalid",
    title="A condition code is invalid or repeated.",
    why="Condition codes change how a claim is paid. Payers return a claim with an invalid or repeated one.",
    fix="Report each condition code once, as two letters or digits. Leave a new code that is not in your table yet.",
    looks_at=("condition_codes[]",),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="A condition code is not two letters or digits."),
        "repeated": Case(says="Condition code {code} is on the claim twice."),
        "unknown": Case(says="Condition code {code} is not in the code table in force on {date}.", mark="WARN"),
    },
    carc="16",
    rarc=("M44",),
    status=statuses("A7:460"),
    snip=5,
    source="UB-04 form locators 18 to 28",
    basis="manual",
    form="institutional",
    tables=(needs("ub_codes", part=True),),
    example=Example(base="inpatient-stay", field="condition_codes", fires=["9"], silent=["09"]),
)

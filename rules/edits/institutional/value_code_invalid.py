"""IN117: a value code is two characters with an amount, reported once."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts, money
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses
from rules.references import usage_837i

_FORM: Final = re.compile(r"[0-9A-Za-z]{2}")


def check(claim: ClaimFacts) -> Found:
    """A value code is not two letters or digits, is repeated, is not in the loaded table, or has a negative amount."""
    details, on = claim.encounter.institutional, claim.encounter.service_through
    if details is None or not details.value_codes:
        return None
    table = claim.tables.ub_codes
    known = table if table is not None and table.covers(on) else None
    problems = []
    seen: set[str] = set()
    for index, entry in enumerate(details.value_codes):
        code, path = entry.code, f"institutional.value_codes[{index}]"
        if not _FORM.fullmatch(code):
            problems.append(problem(f"{path}.code"))
        elif code in seen:
            problems.append(problem(f"{path}.code", "repeated", code=code))
        elif known is not None and not known.known("value", code, on):
            problems.append(problem(f"{path}.code", "unknown", code=code, date=on))
        seen.add(code)
        if entry.amount < 0:
            problems.append(problem(f"{path}.amount", "negative", amount=money(entry.amount)))
    return problems


EDIT = Edit(
    code="IN117",
    name="value-code-invalid",
    title="A value code is invalid, repeated or has a negative amount.",
    why="Value codes carry days, deductibles and other payers' payments. Payers return a claim with one that is "
    "invalid, repeated or negative.",
    fix="Report each value code once, as two letters or digits with an amount of zero or more. Leave a new code that "
    "is not in your table yet.",
    looks_at=("institutional.value_codes[].code", "institutional.value_codes[].amount"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="A value code is not two letters or digits."),
        "repeated": Case(says="Value code {code} is on the claim twice."),
        "unknown": Case(says="Value code {code} is not in the code table in force on {date}.", mark="WARN"),
        "negative": Case(says="A value code has the negative amount {amount}.", status=statuses("A7:726")),
    },
    carc="16",
    rarc=("M49",),
    status=statuses("A7:725"),
    snip=5,
    source="UB-04 form locators 39 to 41",
    basis="manual",
    references=(usage_837i("loop 2300, HI BE: situational; the amount of each code: required"),),
    form="institutional",
    tables=(needs("ub_codes", part=True),),
    example=Example(
        base="inpatient-stay",
        field="institutional.value_codes[1].amount",
        fires="-3.00",
        silent="3.00",
        given={"institutional.value_codes[1].code": "A1"},
    ),
)

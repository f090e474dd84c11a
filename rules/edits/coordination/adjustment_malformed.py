"""CB107: an adjustment has a group and a reason."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Problem, needs, problem, severities, statuses
from rules.edits.coordination._prior_payers import decided_on, line_entries
from rules.lists.dated_list import dated_list
from rules.references import usage_837p
from rules.tables.kinds.adjustment_codes import AdjustmentCodeTable
from schemas.encounter import Adjustment

_REASON: Final = re.compile(r"[A-Z]?[0-9]{1,3}")


def check(claim: ClaimFacts, *, groups: frozenset[str]) -> Found:
    """The group or reason of an adjustment is invalid, or the reason was not in force."""
    found: list[Problem] = []
    on_lines: dict[int, dt.date | None] = {}
    for payer in claim.coverages:
        decision = payer.coverage.adjudication
        if decision is not None and decision.adjustments:
            path = f"{payer.path}.adjudication"
            found += _problems(decision.adjustments, path, decided_on(payer, claim), claim, groups)
    for path, entry in line_entries(claim):
        if entry.adjustments:
            on = entry.adjudicated_on
            if on is None and 0 <= entry.coverage < len(claim.coverages):
                if entry.coverage not in on_lines:
                    on_lines[entry.coverage] = decided_on(claim.coverages[entry.coverage], claim)
                on = on_lines[entry.coverage]
            found += _problems(entry.adjustments, path, on, claim, groups)
    return found


def _problems(
    adjustments: Sequence[Adjustment], path: str, on: dt.date | None, claim: ClaimFacts, groups: frozenset[str]
) -> Iterator[Problem]:
    table = claim.tables.adjustment_codes
    for index, one in enumerate(adjustments):
        at = f"{path}.adjustments[{index}]"
        if one.group not in groups:
            yield problem(f"{at}.group", "group")
        if not _REASON.fullmatch(one.reason):
            yield problem(f"{at}.reason", "reason")
        elif on is not None and _ended(table, one.reason, on):
            yield problem(f"{at}.reason", "not-in-force", reason=one.reason, on=on)


def _ended(table: AdjustmentCodeTable | None, code: str, on: dt.date) -> bool:
    """Whether the list for the date is loaded and does not have the code."""
    return table is not None and table.covers(on) and not table.reason_in_force(code, on)


EDIT = Edit(
    code="CB107",
    name="adjustment-malformed",
    title="A prior payer's adjustment has an invalid group or reason.",
    why="The next payer learns from each adjustment who is responsible for the amount and why. It cannot read an "
    "invalid group or reason. An amount of zero is right: a payer that paid in full may send it.",
    fix="Copy the group, reason and amount from the remittance advice: CO, CR, OA, PI or PR and a published reason "
    "code.",
    looks_at=("coverages[].adjudication.adjustments[]", "service_lines[].adjudications[].adjustments[]"),
    subject="claim",
    check=check,
    occasion="decisions",
    severity=severities("R", "R", "R"),
    cases={
        "group": Case(says="The adjustment group is not CO, CR, OA, PI or PR.", status=statuses("A7:696")),
        "reason": Case(
            says="The adjustment reason is not one to three digits, with an optional letter first.",
            status=statuses("A7:521"),
        ),
        "not-in-force": Case(
            says="Adjustment reason {reason} was not in force on {on}, the adjudication date.",
            mark="WARN",
            status=statuses("A7:521"),
        ),
    },
    carc="16",
    rarc=("N4",),
    status=statuses("A7:696"),
    snip=2,
    source="ASC X12 005010X222A2 and 005010X223A3, CAS; X12 RFI 382 (zero amount); claim adjustment reason codes",
    basis="regulation",
    references=(usage_837p("loops 2320 and 2430, CAS: situational"),),
    changed="2",
    tables=(needs("adjustment_codes", part=True),),
    lists={"groups": dated_list("claim_adjustment_groups")},
    example=Example(
        base="medicare-secondary",
        field="service_lines[0].adjudications[0].adjustments[0].group",
        fires="XX",
        silent="CO",
    ),
    waivable=False,
)

"""EV108: a waiver without effect is reported, so that no one relies on it."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities
from schemas.encounter import Waiver

_EDIT_CODE: Final = re.compile(r"[A-Z]{2}[0-9]{3}")


def check(claim: ClaimFacts) -> Found:
    """A waiver is not allowed by the profile, names no waivable edit, or has no reason."""
    if not claim.encounter.waived_edits:
        return None
    found = []
    for index, waiver in enumerate(claim.encounter.waived_edits):
        case = _case(waiver, claim)
        if case is not None:
            found.append(problem(f"waived_edits[{index}]", case, edit=waiver.edit.strip()))
    return found


def _case(waiver: Waiver, claim: ClaimFacts) -> str | None:
    if not claim.allow_waivers:
        return "off"
    if waiver.edit.strip() not in claim.waivable:
        # Anything but an edit code may be free text, which a message never repeats.
        return "not-waivable" if _EDIT_CODE.fullmatch(waiver.edit.strip()) else "no-edit"
    return "no-reason" if is_blank(waiver.reason) else None


EDIT = Edit(
    code="EV108",
    name="waiver-not-honoured",
    title="A waiver on the claim has no effect.",
    why="A waiver lets an authorized biller send a claim in spite of an edit. It counts only if the payer's profile "
    "allows waivers, the edit can be waived, and a reason is given.",
    fix="Correct the edit code or add the reason; otherwise remove the waiver and correct what the edit found. Some "
    "edits cannot be waived, because the claim could not be read, addressed or lawfully sent.",
    looks_at=("waived_edits[].edit", "waived_edits[].reason"),
    subject="claim",
    check=check,
    occasion="waivers",
    severity=severities("W", "W", "W"),
    cases={
        "off": Case(says="This waiver has no effect: the payer's profile does not allow waivers."),
        "not-waivable": Case(says="This waiver has no effect: {edit} is not an edit that can be waived."),
        "no-edit": Case(says="This waiver has no effect: it does not name an edit that can be waived."),
        "no-reason": Case(says="This waiver of {edit} has no effect: it gives no reason."),
    },
    carc=None,
    snip=7,
    source="Event contract, waived_edits",
    basis="own contract",
    waivable=False,
    on_void=True,
    example=Example(
        base="office-visit",
        field="waived_edits",
        fires=[{"edit": "PT104", "reason": "address is not known"}],
        silent=[],
    ),
)

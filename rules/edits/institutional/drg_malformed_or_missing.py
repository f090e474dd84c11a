"""IN119: a diagnosis related group (DRG) is three or four digits, and some payers pay stays by it."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.references import usage_837i

_FORM: Final = re.compile(r"[0-9]{3,4}")


def check(claim: ClaimFacts) -> Found:
    """The DRG is not three or four digits, or a stay has none and the payer's rules say it pays by DRG."""
    details = claim.encounter.institutional
    drg = None if details is None else details.drg
    if drg is not None and not is_blank(drg):
        return None if _FORM.fullmatch(drg) else problem("institutional.drg")
    if not claim.inpatient or claim.billed is None or claim.billed.payer_id is None:
        return None
    rules, on = claim.tables.payer_rules, claim.encounter.service_through
    if rules is None or not rules.covers(on):
        return None
    return problem("institutional.drg", "missing") if rules.pays_by_drg(claim.billed.payer_id, on) else None


EDIT = Edit(
    code="IN119",
    name="drg-malformed-or-missing",
    title="The DRG is not three or four digits, or is missing for a payer that pays by DRG.",
    why="A payer that pays stays by DRG compares the DRG on the claim with its own. An invalid DRG fails the payer's "
    "front-end edits.",
    fix="Enter the DRG from the grouper as three digits, or four if the payer's version has them, or leave it out if "
    "the payer groups the stay itself.",
    looks_at=("institutional.drg",),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="The DRG is not three or four digits."),
        "missing": Case(says="This payer pays inpatient stays by DRG, but the claim has none.", mark="WARN"),
    },
    carc="16",
    rarc=("N208",),
    status=statuses("A7:256"),
    snip=5,
    source="ASC X12 837I, loop 2300, HI DR",
    basis="regulation",
    references=(usage_837i("loop 2300, HI DR: situational"),),
    form="institutional",
    example=Example(base="inpatient-stay", field="institutional.drg", fires="19A", silent="193"),
)

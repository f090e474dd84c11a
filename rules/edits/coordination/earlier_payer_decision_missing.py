"""CB101: a payer that comes later in the order wants to see what those before it decided."""

from rules.claim.facts import ClaimFacts, CoverageFacts
from rules.claim.form_limits import MOST_COVERAGES
from rules.edit import Case, Edit, Example, Found, Suppression, problem, severities, statuses
from rules.edits.coordination._prior_payers import MEDICARE_SECONDARY_VALUE_CODES, decided_on


def check(payer: CoverageFacts, claim: ClaimFacts) -> Found:
    """An earlier payer has no date of decision, neither on the claim nor on any line."""
    if not payer.prior or payer.index >= MOST_COVERAGES or decided_on(payer, claim) is not None:
        return None
    conditional = payer.coverage.filing_indicator in ("AM", "LM", "WC") or _asks_for_conditional_payment(claim)
    path = f"{payer.path}.adjudication.adjudicated_on"
    return problem(path, "conditional" if conditional else "default", payer=payer.index + 1)


def _asks_for_conditional_payment(claim: ClaimFacts) -> bool:
    details = claim.encounter.institutional
    return (
        claim.institutional
        and details is not None
        and any(one.code in MEDICARE_SECONDARY_VALUE_CODES and one.amount == 0 for one in details.value_codes)
    )


_SUPPRESSES = (Suppression(edits=("CB102", "CB103", "CB104", "CB105", "CB106"), scope="element"),)

EDIT = Edit(
    code="CB101",
    name="earlier-payer-decision-missing",
    title="A payer earlier in the order has not decided yet, or its decision is not on the claim.",
    why="A payer pays what the ones before it left over. Without their decision and its date it cannot reckon, and it "
    "returns the claim.",
    fix="Bill the earlier payer first, and send its decision with its date. Leave it out only where a liability or "
    "workers' compensation insurer does not pay in time and you ask Medicare for a conditional payment.",
    looks_at=("coverages[].adjudication.adjudicated_on", "service_lines[].adjudications[].adjudicated_on"),
    subject="coverage",
    check=check,
    occasion="prior-payer",
    severity=severities("R", "W", "W"),
    cases={
        "default": Case(
            says="Payer {payer} in the order comes first and has no date of decision.", suppresses=_SUPPRESSES
        ),
        "conditional": Case(
            says="Payer {payer} in the order has no date of decision; this must be a request for conditional payment.",
            mark="WARN",
            suppresses=_SUPPRESSES,
        ),
    },
    carc="16",
    rarc=("MA04",),
    status=statuses("A6:516:PR"),
    snip=4,
    source="ASC X12 005010X222A2 and 005010X223A3, DTP 573; CMS Medicare Secondary Payer Manual",
    example=Example(
        base="medicare-secondary",
        field="coverages[0].adjudication.adjudicated_on",
        fires=None,
        silent="2026-11-04",
    ),
    related=("CB102", "CB103", "CB104", "CB105", "CB106", "CB115"),
)

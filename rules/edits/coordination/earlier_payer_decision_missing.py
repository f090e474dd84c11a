"""CB101: a secondary payer needs the adjudication of every prior payer."""

from rules.claim.facts import ON_WORKERS_COMPENSATION_AUTO_OR_LIABILITY, ClaimFacts, CoverageFacts
from rules.claim.form_limits import MOST_COVERAGES
from rules.edit import Case, Edit, Example, Found, Suppression, problem, severities, statuses
from rules.edits.coordination._prior_payers import decided_on
from rules.lists.dated_list import dated_list
from rules.references import usage_837i, usage_837p


def check(payer: CoverageFacts, claim: ClaimFacts, *, value_codes: frozenset[str]) -> Found:
    """A prior payer has no adjudication date, neither on the claim nor on any line."""
    if not payer.prior or payer.index >= MOST_COVERAGES or decided_on(payer, claim) is not None:
        return None
    conditional = payer.coverage.filing_indicator in ON_WORKERS_COMPENSATION_AUTO_OR_LIABILITY
    conditional = conditional or _asks_for_conditional_payment(claim, value_codes)
    path = f"{payer.path}.adjudication.adjudicated_on"
    return problem(path, "conditional" if conditional else "default", payer=payer.index + 1)


def _asks_for_conditional_payment(claim: ClaimFacts, value_codes: frozenset[str]) -> bool:
    details = claim.encounter.institutional
    return (
        claim.institutional
        and details is not None
        and any(one.code in value_codes and one.amount == 0 for one in details.value_codes)
    )


_SUPPRESSES = (Suppression(edits=("CB102", "CB103", "CB104", "CB105", "CB106"), scope="element"),)

EDIT = Edit(
    code="CB101",
    name="earlier-payer-decision-missing",
    title="A prior payer has not adjudicated the claim, or its adjudication is not on the claim.",
    why="A secondary payer pays after the prior payers. Without their adjudication and its date it cannot calculate "
    "its payment, and it returns the claim.",
    fix="Bill the prior payer first, and send its adjudication with its date. Leave it out only if a liability or "
    "workers' compensation insurer does not pay promptly and you request a conditional payment from Medicare.",
    looks_at=("coverages[].adjudication.adjudicated_on", "service_lines[].adjudications[].adjudicated_on"),
    subject="coverage",
    check=check,
    occasion="prior-payer",
    severity=severities("R", "W", "W"),
    cases={
        "default": Case(says="Prior payer {payer} has no adjudication date.", suppresses=_SUPPRESSES),
        "conditional": Case(
            says="Prior payer {payer} has no adjudication date; this must be a request for conditional payment.",
            mark="WARN",
            suppresses=_SUPPRESSES,
        ),
    },
    carc="16",
    rarc=("MA04",),
    status=statuses("A6:516:PR"),
    snip=4,
    source="ASC X12 005010X222A2 and 005010X223A3, DTP 573; CMS Medicare Secondary Payer Manual",
    basis="regulation",
    references=(
        usage_837p("loop 2330B, DTP 573: situational; loop 2430, DTP 573: required"),
        usage_837i("loop 2330B, DTP 573: situational; loop 2430, DTP 573: required"),
    ),
    lists={"value_codes": dated_list("medicare_secondary_value_codes")},
    example=Example(
        base="medicare-secondary",
        field="coverages[0].adjudication.adjudicated_on",
        fires=None,
        silent="2026-11-04",
    ),
    related=("CB102", "CB103", "CB104", "CB105", "CB106", "CB115"),
)

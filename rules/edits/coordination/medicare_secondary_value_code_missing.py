"""CB115: an institutional claim to secondary Medicare has a value code for the primary payment and its reason."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.edits.coordination._medicare_second import MEDICARE_SECOND
from rules.edits.coordination._prior_payers import medicare_is_secondary
from rules.lists.dated_list import dated_list
from rules.references import usage_837i


def check(claim: ClaimFacts, *, medicare: frozenset[str], value_codes: frozenset[str]) -> Found:
    """Medicare is billed after another payer, and no value code says what it paid and why it was primary."""
    if not medicare_is_secondary(claim, medicare):
        return None
    details = claim.encounter.institutional
    codes = () if details is None else details.value_codes
    if any(one.code in value_codes for one in codes):
        return None
    return problem("institutional.value_codes")


EDIT = Edit(
    code="CB115",
    name="medicare-secondary-value-code-missing",
    title="Medicare is secondary on this claim, and it has no Medicare secondary payer value code.",
    why="On an institutional claim a value code tells Medicare which kind of payer was primary and what it paid. "
    "Without one Medicare processes the claim as primary or returns it.",
    fix="Add the value code of the reason (12 to 16, 41, 42, 43 or 47) with the amount that the prior payer paid, or "
    "with zero to request a conditional payment.",
    looks_at=("institutional.value_codes[].code", "coverages[].filing_indicator"),
    subject="claim",
    check=check,
    occasion="prior-payer",
    form="institutional",
    severity=severities("W", "-", "-"),
    cases={"default": Case(says="Medicare is billed as secondary without value code 12 to 16, 41, 42, 43 or 47.")},
    carc="16",
    rarc=("M49",),
    status=statuses("A6:725"),
    snip=6,
    source="CMS Medicare Secondary Payer Manual, chapter 3",
    basis="manual",
    references=(usage_837i("loop 2300, HI BE: situational"),),
    lists={
        "medicare": dated_list("medicare_filing_indicators"),
        "value_codes": dated_list("medicare_secondary_value_codes"),
    },
    example=Example(
        base="inpatient-stay",
        field="institutional.value_codes",
        fires=[{"code": "80", "amount": "3.00"}],
        silent=[{"code": "80", "amount": "3.00"}, {"code": "12", "amount": "5000.00"}],
        given=MEDICARE_SECOND,
    ),
    related=("CB101", "CB117"),
)

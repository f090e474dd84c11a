"""PV115: a referral number needs a referring provider."""

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.references import usage_837i, usage_837p


def check(claim: ClaimFacts) -> Found:
    """There is a referral number, and no referring provider on the claim or on a line."""
    encounter = claim.encounter
    if is_blank(encounter.referral_number) or encounter.referring_provider is not None:
        return None
    if any(line.referring_provider is not None for line in encounter.service_lines):
        return None
    return problem("referring_provider")


EDIT = Edit(
    code="PV115",
    name="referring-provider-missing-for-referral",
    title="The claim has a referral number but no referring provider.",
    why="A payer checks a referral number against the referring provider. Without one, many deny the claim as not "
    "referred.",
    fix="Enter referring_provider with its NPI. Leave it out only if the payer issues referral numbers without a "
    "referring provider.",
    looks_at=("referral_number", "referring_provider", "service_lines[].referring_provider"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="The claim has a referral number but no referring provider.")},
    carc="16",
    rarc=("N286",),
    status=statuses("A6:562:DN"),
    snip=4,
    source="837 loop 2300 REF 9F, loop 2310A (837P) and 2310F (837I)",
    basis="regulation",
    references=(
        usage_837p("loop 2310A: situational"),
        usage_837i("loop 2310F: situational"),
    ),
    example=Example(base="office-visit", field="referral_number", fires="RF100", silent=None),
)

"""CV113: the member IDs of a payer have a form, which the user's payer list may give."""

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """The member ID of the billed coverage, without blanks and hyphens, is not as the payer's member IDs are."""
    table, billed = claim.tables.payers, claim.billed
    if table is None or billed is None or billed.payer_id is None:
        return None
    if billed.member_id is None or is_blank(billed.member_id):
        return None
    payer = table.payer(billed.payer_id, claim.as_of)
    if payer is None or payer.member_ids is None:
        return None
    if payer.member_ids.fullmatch(billed.member_id.replace(" ", "").replace("-", "").upper()):
        return None
    return problem(f"{claim.billed_path}.member_id", payer=billed.payer_id)


EDIT = Edit(
    code="CV113",
    name="member-id-against-payer-pattern",
    title="The member ID does not have the format of the payer's member IDs in your payer list.",
    why="A payer does not find a member under an ID that it would never issue, such as an ID of another plan or one "
    "with a digit missing, and denies the claim.",
    fix="Copy the member ID from the card, or look it up by an eligibility inquiry (270/271). If it is right, correct "
    "the pattern in your list and load it again.",
    looks_at=("coverages[].member_id", "coverages[].payer_id"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="The member ID does not have the format of payer {payer}'s member IDs.")},
    carc="31",
    rarc=("N382",),
    status=statuses("A7:164:IL"),
    snip=5,
    source="The payer list of the user's clearinghouse, loaded as payers",
    basis="clearinghouse practice",
    since="2",
    related=("CV102", "CV111"),
    example=Example(
        base="office-visit",
        field="coverages[0].member_id",
        fires="W12345678",
        silent="W123456789",
        tables={"payers": ({"payer_id": "60054", "member_id": "W9{9}"},)},
    ),
    tables=(needs("payers"),),
)

"""CV112: a payer ID may take professional claims only, or institutional claims only."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """The list says which claim forms the payer ID takes, and the claim's is not one of them."""
    table, billed = claim.tables.payers, claim.billed
    if table is None or billed is None or billed.payer_id is None:
        return None
    payer = table.payer(billed.payer_id, claim.as_of)
    if payer is None or not payer.forms or ("P" if claim.professional else "I") in payer.forms:
        return None
    form = "professional" if claim.professional else "institutional"
    return problem(f"{claim.billed_path}.payer_id", payer=billed.payer_id, form=form)


EDIT = Edit(
    code="CV112",
    name="payer-takes-other-form",
    title="According to your payer list, the payer does not take claims on this form.",
    why="Many payers have one payer ID for professional and another for institutional claims. A clearinghouse returns "
    "a claim that is sent under the other one.",
    fix="Use the payer's ID for this claim form. If the ID takes both, correct forms in your list and load it again.",
    looks_at=("coverages[].payer_id", "claim_form"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="According to the payer list, payer {payer} does not take {form} claims.")},
    carc="16",
    rarc=("M56",),
    status=statuses("A7:153:PR"),
    snip=5,
    source="The payer list of the user's clearinghouse, loaded as payers",
    basis="clearinghouse practice",
    since="2",
    related=("CV111",),
    example=Example(
        base="office-visit",
        field="coverages[0].payer_id",
        fires="12M60",
        silent="60054",
        tables={"payers": ({"payer_id": "12M60", "forms": ("I",)}, {"payer_id": "60054", "forms": ("P", "I")})},
    ),
    tables=(needs("payers"),),
)

"""CV111: a claim can only be sent to a payer that the user's list has."""

from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """No payer of the list has the payer ID of the billed coverage on the day on which the claim was submitted."""
    table, billed = claim.tables.payers, claim.billed
    if table is None or billed is None or billed.payer_id is None or is_blank(billed.payer_id):
        return None
    if table.payer(billed.payer_id, claim.as_of) is not None:
        return None
    sure = "-rejected" if claim.parameters["CV111"]["reject"] else ""
    return problem(
        f"{claim.billed_path}.payer_id",
        f"default{sure}",
        payer=billed.payer_id,
        successor=table.successor(billed.payer_id) or "",
    )


_SAYS: Final = "Payer {payer} is not on the payer list."
_SUGGEST: Final = "The list says that {successor} takes its place."

EDIT = Edit(
    code="CV111",
    name="payer-unknown",
    title="The payer ID is not on your payer list.",
    why="A clearinghouse routes a claim by its payer ID and returns one that it does not know. Your list may be "
    "behind, so the edit warns; set reject in a profile whose list is complete.",
    fix="Look the payer up in your clearinghouse's payer list and correct the payer ID. If the ID is right, add it to "
    "your list and load it again.",
    looks_at=("coverages[].payer_id",),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "default": Case(says=_SAYS, suggest=_SUGGEST),
        "default-rejected": Case(says=_SAYS, suggest=_SUGGEST, lifts=True),
    },
    carc="16",
    rarc=("M56",),
    status=statuses("A7:153:PR"),
    snip=5,
    source="The payer list of the user's clearinghouse, loaded as payers",
    basis="clearinghouse practice",
    parameters={"reject": False},
    since="2",
    related=("CV102", "CV112", "CV113"),
    example=Example(
        base="office-visit",
        field="coverages[0].payer_id",
        fires="ZZ999",
        silent="60054",
        tables={"payers": ({"payer_id": "60054"},)},
    ),
    tables=(needs("payers"),),
)

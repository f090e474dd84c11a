"""TF105: each claim form allows its own frequency codes."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list

_INSTITUTIONAL: Final = re.compile(r"[0-57-9A-Z]")


def check(claim: ClaimFacts, *, of_professionals: frozenset[str]) -> Found:
    """The frequency code is not valid on this claim form."""
    code = claim.encounter.frequency_code
    if claim.professional:
        return None if code in of_professionals else problem("frequency_code", "professional")
    return None if _INSTITUTIONAL.fullmatch(code) else problem("frequency_code", "institutional")


EDIT = Edit(
    code="TF105",
    name="frequency-not-allowed-on-form",
    title="The frequency code is not valid on this claim form.",
    why="The frequency code says whether a claim is an original, a replacement or a void. A claim with an invalid "
    "code is returned.",
    fix="Use 1, 7 or 8 on a professional claim. On an institutional claim use the last character of the type of "
    "bill: 0 to 5, 7, 8, 9 or a letter.",
    looks_at=("frequency_code", "claim_form"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "professional": Case(says="The frequency code of a professional claim must be 1, 7 or 8."),
        "institutional": Case(
            says="The frequency code of an institutional claim must be 0 to 5, 7, 8, 9 or one letter."
        ),
    },
    carc="16",
    rarc=("MA130",),
    status=statuses("A7:535"),
    snip=2,
    source="837 CLM05-3",
    basis="regulation",
    lists={"of_professionals": dated_list("professional_frequency_codes")},
    example=Example(base="office-visit", field="frequency_code", fires="5", silent="1"),
    waivable=False,
    on_void=True,
)

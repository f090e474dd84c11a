"""TF105: a professional claim is new, a replacement or a void; an institutional bill has more kinds."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses

_PROFESSIONAL: Final = frozenset(("1", "7", "8"))
_INSTITUTIONAL: Final = re.compile(r"[0-57-9A-Z]")


def check(claim: ClaimFacts) -> Found:
    """The frequency code is none that the claim form has."""
    code = claim.encounter.frequency_code
    if claim.professional:
        return None if code in _PROFESSIONAL else problem("frequency_code", "professional")
    return None if _INSTITUTIONAL.fullmatch(code) else problem("frequency_code", "institutional")


EDIT = Edit(
    code="TF105",
    name="frequency-not-allowed-on-form",
    title="The frequency code is not one that this claim form has.",
    why="The frequency code tells a payer whether a claim is new, replaces another or takes it back. A code that the "
    "form does not have says nothing, and the claim is returned.",
    fix="Use 1, 7 or 8 on a professional claim. On an institutional bill use the last character of the type of bill: "
    "0 to 5, 7, 8, 9 or a letter.",
    looks_at=("frequency_code", "claim_form"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "professional": Case(says="The frequency code of a professional claim must be 1, 7 or 8."),
        "institutional": Case(says="The frequency code of a bill must be 0 to 5, 7, 8, 9 or one letter."),
    },
    carc="16",
    rarc=("MA130",),
    status=statuses("A7:535"),
    snip=2,
    source="837 CLM05-3",
    example=Example(base="office-visit", field="frequency_code", fires="5", silent="1"),
    waivable=False,
    on_void=True,
)

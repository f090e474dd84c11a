"""EV105: a claim without a line asks for nothing."""

from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Suppression, problem, severities, statuses

_SAYS: Final = "The claim has no service line."
_TOTALS: Final = (Suppression(edits=("LN101", "LN108")),)


def check(claim: ClaimFacts) -> Found:
    """There is no service line at all."""
    if claim.encounter.service_lines:
        return None
    return problem("service_lines", "professional" if claim.professional else "institutional")


EDIT = Edit(
    code="EV105",
    name="service-lines-missing",
    title="The claim has no service lines.",
    why="A claim says line by line what was done and what it costs. One without a line cannot be written in the "
    "standard form, and there is nothing on it to pay.",
    fix="Post the charges of the visit and release the bill again. Where nothing is to be billed, do not send it.",
    looks_at=("service_lines",),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "professional": Case(says=_SAYS, suppresses=_TOTALS),
        "institutional": Case(says=_SAYS, rarc=("M50",), suppresses=_TOTALS),
    },
    carc="16",
    rarc=("M51",),
    status=statuses("A6:247"),
    snip=2,
    source="ASC X12 837 loop 2400, required at least once",
    waivable=False,
    on_void=True,
    on_notice=False,
    example=Example(
        base="hospital-outpatient-visit",
        field="service_lines",
        fires=[],
        silent=[{"procedure_code": "99284", "revenue_code": "0450", "units": "1", "charge": "1065.00"}],
    ),
)

"""EV105: a claim needs at least one service line."""

from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Suppression, problem, severities, statuses
from rules.references import usage_837i, usage_837p

_SAYS: Final = "The claim has no service lines."
_OF_LINES: Final = (
    Suppression(edits=("LN101", "LN108")),
    Suppression(families=("BT", "BN"), looking_at="service_lines"),
)


def check(claim: ClaimFacts) -> Found:
    """There is no service line at all."""
    if claim.encounter.service_lines:
        return None
    return problem("service_lines", "professional" if claim.professional else "institutional")


EDIT = Edit(
    code="EV105",
    name="service-lines-missing",
    title="The claim has no service lines.",
    why="A claim reports services and charges by line. One without lines cannot be sent, and there is nothing to pay.",
    fix="Post the charges of the visit and submit the claim again. If nothing is to be billed, do not send it.",
    looks_at=("service_lines",),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "professional": Case(says=_SAYS, suppresses=_OF_LINES),
        "institutional": Case(says=_SAYS, rarc=("M50",), suppresses=_OF_LINES),
    },
    carc="16",
    rarc=("M51",),
    status=statuses("A6:247"),
    snip=2,
    source="ASC X12 837 loop 2400, required at least once",
    basis="regulation",
    references=(
        usage_837p("loop 2400: required, 1 to 50 times"),
        usage_837i("loop 2400: required, 1 to 999 times"),
    ),
    waivable=False,
    on_void=True,
    on_notice=False,
    example=Example(
        base="hospital-outpatient-visit",
        field="service_lines",
        fires=[],
        silent=[
            {
                "procedure_code": "99284",
                "revenue_code": "0450",
                "service_from": "2026-11-02",
                "units": "1",
                "charge": "1065.00",
            }
        ],
    ),
)

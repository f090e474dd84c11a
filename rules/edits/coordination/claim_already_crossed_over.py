"""CB113: Medicare crosses many claims over to the next payer, and a second copy is a duplicate."""

import datetime as dt
from typing import Final

from rules.claim.calendar import days_later
from rules.claim.facts import ClaimFacts, CoverageFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.edits.coordination._prior_payers import decided_on
from rules.lists.dated_list import dated_list

_WAIT: Final = dt.timedelta(days=30)


def check(payer: CoverageFacts, claim: ClaimFacts, *, medicare: frozenset[str], forwarded: frozenset[str]) -> Found:
    """Medicare crossed the claim over less than thirty days ago."""
    decision = payer.coverage.adjudication
    if not payer.prior or decision is None or payer.coverage.filing_indicator not in medicare:
        return None
    place = next((index for index, code in enumerate(decision.remark_codes) if code in forwarded), None)
    on = decided_on(payer, claim)
    if place is None or on is None or claim.as_of - on >= _WAIT:
        return None
    path = f"{payer.path}.adjudication.remark_codes[{place}]"
    return problem(path, code=decision.remark_codes[place], on=on, until=days_later(on, _WAIT.days))


EDIT = Edit(
    code="CB113",
    name="claim-already-crossed-over",
    title="Medicare has already crossed this claim over to the next payer.",
    why="Remark code MA18 or N89 means that Medicare crossed the claim over to the supplemental payer. A copy from "
    "the provider is denied as a duplicate.",
    fix="Wait for the next payer's remittance, and ask that payer if there is none after thirty days. Send the claim "
    "if the payer says that it did not receive it.",
    looks_at=("coverages[].adjudication.remark_codes[]", "coverages[].adjudication.adjudicated_on"),
    subject="coverage",
    check=check,
    occasion="prior-payer",
    severity=severities("-", "W", "W"),
    cases={
        "default": Case(
            says="Medicare's remark code {code} of {on} says that it crossed the claim over; wait until {until}."
        )
    },
    carc="18",
    rarc=("N522",),
    status=statuses("A7:771"),
    snip=7,
    source="CMS Medicare Claims Processing Manual, chapter 28, claims crossover",
    basis="manual",
    lists={
        "medicare": dated_list("medicare_filing_indicators"),
        "forwarded": dated_list("crossover_remark_codes"),
    },
    example=Example(
        base="office-visit",
        field="coverages[0].adjudication.remark_codes[0]",
        fires="MA18",
        silent="MA01",
        given={
            "billed_coverage": 1,
            "coverages[0]": {
                "payer_id": "00621",
                "filing_indicator": "MB",
                "member_id": "1EG4TE5MK73",
                "relationship": "SELF",
                "adjudication": {"paid": "190.00", "adjudicated_on": "2026-11-04", "remark_codes": ["MA01"]},
            },
            "coverages[1]": {"payer_id": "60054", "filing_indicator": "CI", "member_id": "B1", "relationship": "SELF"},
        },
    ),
    contact_payer=True,
)

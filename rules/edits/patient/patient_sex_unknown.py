"""PT103: payers compare the patient's sex with their member file."""

import datetime as dt
from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses

_UNKNOWN_ACCEPTED: Final = dt.date(2024, 10, 1)


def check(claim: ClaimFacts) -> Found:
    """The patient's sex is unknown, which the Medicare Code Editor rejected for discharges before October 2024."""
    if claim.encounter.patient.sex != "UNKNOWN":
        return None
    refused = claim.payer_class == "medicare" and claim.acute and claim.encounter.service_through < _UNKNOWN_ACCEPTED
    return problem("patient.sex", "refused" if refused else "default")


EDIT = Edit(
    code="PT103",
    name="patient-sex-unknown",
    title="The patient's sex is unknown.",
    why="Some payers match members by sex as well. The Medicare Code Editor accepts an unknown sex for discharges "
    "from 2024-10-01, and rejected it before.",
    fix="Ask the patient and complete the registration. Leave it if it is unknown; it is then only a notice.",
    looks_at=("patient.sex",),
    subject="claim",
    check=check,
    severity=severities("N", "N", "N"),
    cases={
        "default": Case(says="The patient's sex is unknown."),
        "refused": Case(
            says="The patient's sex is unknown, which Medicare rejects for inpatient discharges before 2024-10-01.",
            lifts=True,
        ),
    },
    carc="16",
    rarc=("MA39",),
    status=statuses("A7:157:QC"),
    snip=2,
    source="CMS Medicare Code Editor, invalid sex; unknown accepted from 2024-10-01",
    basis="manual",
    verified="msdrg 1.2.0, a Medicare Code Editor: 5,000 claims of 2016 to 2027, no difference",
    example=Example(base="office-visit", field="patient.sex", fires="UNKNOWN", silent="FEMALE"),
)

"""PX103: ICD-10-PCS is for hospital inpatient procedures only."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """A professional or outpatient claim carries inpatient procedures."""
    if not claim.encounter.procedures or claim.inpatient:
        return None
    return problem("procedures", "professional" if claim.professional else "outpatient")


EDIT = Edit(
    code="PX103",
    name="inpatient-procedure-on-other-claim",
    title="A claim other than an inpatient claim carries ICD-10-PCS procedures.",
    why="HIPAA adopts ICD-10-PCS for hospital inpatient procedures only. A payer ignores the codes on another claim "
    "or returns it.",
    fix="Remove the procedures: HCPCS and CPT codes on the lines report the services. If it was an inpatient stay, "
    "correct the claim form or the type of bill.",
    looks_at=("procedures", "claim_form", "institutional.type_of_bill"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "professional": Case(says="A professional claim carries inpatient procedure codes (ICD-10-PCS)."),
        "outpatient": Case(says="An outpatient claim carries inpatient procedure codes (ICD-10-PCS)."),
    },
    carc="16",
    rarc=("M67",),
    status=statuses("A7:490"),
    snip=4,
    source="45 CFR 162.1002: ICD-10-PCS is adopted for inpatient hospital procedures",
    basis="regulation",
    example=Example(
        base="hospital-outpatient-visit",
        field="procedures",
        fires=[{"code": "0BH17EZ", "date": "2026-11-02"}],
        silent=None,
        given={
            "operating_provider": {
                "npi": "1245319599",
                "entity_type": "PERSON",
                "first_name": "Bea",
                "last_name": "Stone",
            }
        },
    ),
)

"""DX105: a claim can span the date on which a diagnosis code took effect or ended."""

from rules.claim.describe_codes import dotted
from rules.claim.facts import ClaimFacts, DiagnosisFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """The code is in force on either the from date or the through date, but not on both."""
    if len(dx.rows) < 2 or (dx.rows[0] is None) == (dx.rows[1] is None):
        return None
    # Inpatient bills have one date only, the discharge.
    in_force, not_in_force = dx.dates if dx.rows[1] is None else (dx.dates[1], dx.dates[0])
    return problem(f"{dx.path}.code", code=dotted(dx.code), on=in_force, missing=not_in_force)


EDIT = Edit(
    code="DX105",
    name="diagnosis-in-force-for-part-of-claim",
    title="A diagnosis code was in force for only part of the claim's dates of service.",
    why="Some payers accept a code that was in force on any date of the claim; others check only the from date or "
    "only the through date and return the claim.",
    fix="Split the claim at the date on which the code changed and use the right code on each part. Leave it if the "
    "payer accepts a code that was in force on one of the dates.",
    looks_at=("diagnoses[].code", "service_from", "service_through"),
    subject="diagnosis",
    check=check,
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="Diagnosis {code} was in force on {on} but not on {missing}.")},
    carc="146",
    rarc=("M76",),
    status=statuses("A7:255"),
    snip=5,
    source="IOCE specifications, dates by which diagnosis codes are edited",
    basis="manual",
    tables=(needs("icd10cm"),),
    related=("DX102",),
    example=Example(
        base="office-visit",
        field="diagnoses[0].code",
        fires="M722",
        silent="I10",
        given={
            "service_from": "2026-09-30",
            "service_through": "2026-10-01",
            "service_lines[0].service_from": "2026-09-30",
            "service_lines[1].service_from": "2026-10-01",
        },
    ),
)

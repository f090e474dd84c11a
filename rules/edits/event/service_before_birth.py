"""EV103: no service is dated before the patient's birth."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Suppression, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """The first date of service is before the patient's birth; the date of birth itself is allowed."""
    born = claim.encounter.patient.birth_date
    if born is None or claim.encounter.service_from >= born:
        return None
    return problem("patient.birth_date", service=claim.encounter.service_from)


EDIT = Edit(
    code="EV103",
    name="service-before-birth",
    title="The patient's birth date is after the first date of service.",
    why="Payers compare the birth date with the date of service and deny a claim on which the service comes first.",
    fix="Correct the birth date at registration, or the date of service. Prenatal care belongs on the mother's claim.",
    looks_at=("patient.birth_date", "service_from"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(
            says="The patient's birth date is after the first date of service, {service}.",
            suppresses=(Suppression(edits=("BT118",)),),
        )
    },
    carc="14",
    status=statuses("A7:158:QC"),
    snip=4,
    source="Claim adjustment reason code 14, a birth date that follows the date of service",
    basis="logic",
    waivable=False,
    on_void=True,
    example=Example(base="office-visit", field="patient.birth_date", fires="2026-11-03", silent="2026-11-02"),
)

"""IN107: an interim claim is for a patient who is still there; a last or only claim is for one who has left."""

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """An interim claim has a status other than 30, or a complete or last claim has 30."""
    details = claim.encounter.institutional
    if details is None or is_blank(details.discharge_status):
        return None
    frequency, stays = claim.encounter.frequency_code, details.discharge_status == "30"
    if frequency in ("2", "3") and not stays:
        return problem("institutional.discharge_status", frequency=frequency)
    if frequency in ("1", "4") and stays:
        return problem("institutional.discharge_status", "still-a-patient", frequency=frequency)
    return None


EDIT = Edit(
    code="IN107",
    name="discharge-status-against-frequency",
    title="The discharge status does not fit an interim, last or only claim.",
    why="An interim claim, frequency 2 or 3, says that the stay continues and requires status 30. A payer that finds "
    "a discharge on it cannot tell whether the stay is over and returns it.",
    fix="Use status 30 on interim claims, and frequency 4 on the claim with the discharge. Status 30 on a complete "
    "or last claim is correct only for a patient on leave of absence; then leave it.",
    looks_at=("institutional.discharge_status", "frequency_code"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "W"),
    cases={
        "default": Case(
            says="The interim claim, frequency {frequency}, requires discharge status 30, still a patient."
        ),
        "still-a-patient": Case(
            says="Discharge status 30 means still a patient, but frequency {frequency} ends the stay.",
            mark="WARN",
        ),
    },
    carc="16",
    rarc=("MA43",),
    status=statuses("A7:234"),
    snip=4,
    source="Medicare Claims Processing Manual ch. 3; UB-04 form locators 4 and 17",
    basis="manual",
    form="institutional",
    bills="inpatient",
    example=Example(
        base="inpatient-stay",
        field="institutional.discharge_status",
        fires="01",
        silent="30",
        given={
            "frequency_code": "2",
            "institutional.type_of_bill": "0112",
            "institutional.discharge_hour": None,
            "service_from": "2026-08-16",
            "institutional.admission_date": "2026-08-17",
            "institutional.value_codes[0].amount": "60.00",
            "service_lines[0].units": "60",
        },
    ),
)

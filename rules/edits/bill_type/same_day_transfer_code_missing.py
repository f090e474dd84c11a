"""BT115: a transfer on the day of admission has condition code 40."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(claim: ClaimFacts, *, transfers: frozenset[str]) -> Found:
    """A patient was admitted and transferred on one day, and condition codes 40 and 04 are missing."""
    details = claim.encounter.institutional
    if details is None or details.discharge_status not in transfers or claim.days != 1:
        return None
    if details.admission_date != claim.encounter.service_from or claim.condition_codes & {"40", "04"}:
        return None
    return problem("condition_codes", status=details.discharge_status)


EDIT = Edit(
    code="BT115",
    name="same-day-transfer-code-missing",
    title="A transfer on the day of admission has no condition code 40.",
    why="A patient who is admitted and transferred before midnight uses no benefit day. Medicare recognizes such "
    "a stay by condition code 40.",
    fix="Add condition code 40 and report zero covered days.",
    looks_at=(
        "condition_codes",
        "institutional.discharge_status",
        "institutional.admission_date",
        "service_from",
        "service_through",
    ),
    subject="claim",
    check=check,
    severity=severities("W", "N", "-"),
    cases={
        "default": Case(
            says="The patient was transferred on the day of admission (discharge status {status}), and condition code "
            "40 is missing."
        )
    },
    carc="16",
    rarc=("M44",),
    status=statuses("A6:460"),
    snip=4,
    source="Noridian, same day transfers; Medicare Claims Processing Manual ch. 3 §40.1",
    basis="manual",
    references=(
        Reference(
            text="Noridian: the transferring hospital adds condition code 40 and gives the day as noncovered",
            address="https://med.noridianmedicare.com/web/jea/provider-types/acute-ipps-hospital/same-day-transfers",
        ),
        Reference(text="Novitas, reason code 12302: condition code 40 where from and through date are one day"),
    ),
    since="2",
    form="institutional",
    bill_types=dated_list("hospital_and_nursing_stay_bills"),
    on_denial_bill=False,
    lists={"transfers": dated_list("same_day_transfer_statuses")},
    example=Example(
        base="inpatient-stay",
        field="condition_codes",
        fires=None,
        silent=["40"],
        given={
            "service_through": "2026-10-12",
            "procedures": [],
            "service_lines[0].units": "1",
            "institutional.value_codes": [{"code": "80", "amount": "1.00"}],
            "institutional.discharge_status": "02",
        },
    ),
)

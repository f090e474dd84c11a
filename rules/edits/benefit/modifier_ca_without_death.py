"""BN131: modifier CA says that the patient died before admission, during one procedure."""

import datetime as dt
from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.claim.procedure_words import modifier_path
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_MODIFIER: Final = "CA"
_DIED: Final = "20"


def check(claim: ClaimFacts, *, transfers: frozenset[str]) -> Found:
    """A line has modifier CA though the patient did not die, or more than one line has it."""
    lines = [line for line in claim.lines if _MODIFIER in line.modifiers]
    if not lines:
        return None
    found = [problem(modifier_path(line, _MODIFIER), "several") for line in lines[1:] if not line.whole_noncovered]
    details = claim.encounter.institutional
    status = None if details is None else details.discharge_status
    if status is not None and not is_blank(status) and status != _DIED:
        case = "transferred" if status in transfers else "default"
        found.append(problem("institutional.discharge_status", case, status=status))
    return found


_SAYS: Final = "Modifier CA means that the patient died before admission, but the discharge status is {status}."
_SUGGEST: Final = "Correct the discharge status or the modifier."

EDIT = Edit(
    code="BN131",
    name="modifier-ca-without-death",
    title="Modifier CA is on the claim of a patient who did not die, or on more than one procedure.",
    why="Medicare pays an inpatient-only procedure on an outpatient claim with modifier CA: done in an emergency on a "
    "patient who died before admission. It returns the claim without discharge status 20, or with CA on several "
    "procedures.",
    fix="Correct the discharge status or the modifier. Leave CA on one procedure: the one that was begun last.",
    looks_at=("service_lines[].modifiers", "institutional.discharge_status", "service_lines[].non_covered_charge"),
    subject="claim",
    check=check,
    occasion="modifiers",
    severity=severities("R", "-", "-"),
    cases={
        "default": Case(says=_SAYS, suggest=_SUGGEST),
        "transferred": Case(says=_SAYS, suggest=_SUGGEST, mark="WARN"),
        "several": Case(
            says="Only one procedure may carry modifier CA.",
            suggest="Leave CA on the procedure that was begun last.",
            carc="4",
            rarc=("N519",),
            status=statuses("A7:453"),
        ),
    },
    carc="16",
    rarc=("MA43",),
    status=statuses("A7:234"),
    snip=6,
    source="CMS, modifier CA; IOCE edits 60 and 70",
    references=(
        Reference(
            text="Medicare, modifier CA: bill type 13x with patient status 20; payment for one procedure only, and a "
            "claim with CA on several procedures is returned.",
            address="http://www.medicalbillingcptmodifiers.com/2010/06/ca-modifier.html",
        ),
        Reference(
            text="CMS transmittal A-02-129: the patient is an outpatient, the procedure is on the inpatient list and "
            "an emergency, and the patient dies without being admitted.",
            address="http://www.hcpro.com/HIM-32851-865/"
            "Obtain-maximum-allowable-reimbursement-with-the-appropriate-use-of-modifiers.html",
        ),
        Reference(text="IOCE edits 60 and 70, by their names only; edit 70 also names a transferred patient."),
    ),
    basis="manual",
    form="institutional",
    bills="hospital_outpatient",
    on_denial_bill=False,
    reporting_mark="WARN",
    since="2",
    effective_from=dt.date(2005, 4, 1),
    lists={"transfers": dated_list("transfer_statuses")},
    example=Example(
        base="hospital-outpatient-visit",
        field="institutional.discharge_status",
        fires="01",
        silent="20",
        given={
            "service_lines[0].modifiers": ["CA"],
            "institutional.occurrence_codes": [{"code": "55", "date": "2026-11-02"}],
        },
    ),
    related=("BT102", "FS108"),
)

"""BT106: a service under an advance beneficiary notice comes with the date of the notice."""

from rules.claim.bill_codes import occurrences
from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(claim: ClaimFacts) -> Found:
    """A line has modifier GA and the claim no occurrence code 32, or the claim has 32 with condition code 20."""
    if occurrences(claim, "32"):
        return problem("condition_codes", "with-20") if "20" in claim.condition_codes else None
    line = next((line for line in claim.lines if "GA" in line.modifiers), None)
    return None if line is None else problem("institutional.occurrence_codes", number=line.number)


EDIT = Edit(
    code="BT106",
    name="beneficiary-notice-date-missing",
    title="A line was billed with an advance beneficiary notice, but the date of the notice is missing.",
    why="Modifier GA says that the patient signed an advance notice and may have to pay. Medicare reads the date of "
    "the notice from occurrence code 32, which excludes condition code 20.",
    fix="Add occurrence code 32 with the date of the notice, one for each date. With it remove condition code 20. If "
    "no notice was given, use GZ.",
    looks_at=("institutional.occurrence_codes", "service_lines[].modifiers", "condition_codes"),
    subject="claim",
    check=check,
    severity=severities("W", "-", "-"),
    cases={
        "default": Case(
            says="Line {number} has modifier GA (an advance notice was given), but occurrence code 32 with its "
            "date is missing."
        ),
        "with-20": Case(
            says="Condition code 20 is not used when an advance notice was given (occurrence code 32).",
            rarc=("M44",),
            status=statuses("A7:460"),
        ),
    },
    carc="16",
    rarc=("M45",),
    status=statuses("A6:719"),
    snip=4,
    source="Medicare Claims Processing Manual ch. 1 §60; Noridian, noncovered charges for outpatient claims",
    basis="manual",
    references=(
        Reference(
            text="Noridian: where an advance notice was given, occurrence code 32 goes with the lines that have GA",
            address="https://med.noridianmedicare.com/web/jfa/topics/abn/noncovered-charges-outpatient-claims",
        ),
        Reference(
            text="Medicare Claims Processing Manual ch. 1 §60, quoted: occurrence code 32 excludes condition codes 20 "
            "and 21",
            address="http://www.medicarepaymentandreimbursement.com/2017/03/occurrence-code-32-condition-codes-20.html",
        ),
        Reference(text="CMS change request 2154: home health has a notice of its own"),
    ),
    since="2",
    form="institutional",
    bill_types=dated_list("advance_notice_bills"),
    on_denial_bill=False,
    example=Example(
        base="hospital-outpatient-visit",
        field="institutional.occurrence_codes",
        fires=None,
        silent=[{"code": "32", "date": "2026-11-01"}],
        given={"service_lines[1].modifiers": ["GA"]},
    ),
)

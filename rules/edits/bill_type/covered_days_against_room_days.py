"""BT104: the covered days of a stay are the units of its covered room lines."""

from decimal import Decimal

from rules.claim.bill_codes import is_room, spans, value_codes
from rules.claim.facts import ClaimFacts
from rules.claim.units_of_day import written_units
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(claim: ClaimFacts) -> Found:
    """Value code 80 differs from the units of the room lines that are not wholly noncovered."""
    covered = value_codes(claim, "80")
    rooms = [line for line in claim.lines if is_room(line) and not line.whole_noncovered]
    if not covered or not rooms or "40" in claim.condition_codes or claim.encounter.frequency_code == "5":
        return None
    if any(line.line.non_covered_charge for line in rooms):  # noncovered in part: its covered days cannot be told
        return None
    if claim.acute and spans(claim, "70"):  # days after a cost outlier are covered days without payment
        return None
    path, entry = covered[0]
    days = sum((line.line.units for line in rooms), Decimal(0))
    if entry.amount == days:
        return None
    return problem(f"{path}.amount", covered=written_units(entry.amount), days=written_units(days))


EDIT = Edit(
    code="BT104",
    name="covered-days-against-room-days",
    title="The covered days differ from the days of the covered room lines.",
    why="Medicare and many Medicaid agencies compare value code 80, covered days, with the units of the accommodation "
    "lines. A stay that does not agree is returned.",
    fix="Correct value code 80 or the units of the room lines. Report noncovered days with value code 81 and bill "
    "their charges as noncovered.",
    looks_at=(
        "institutional.value_codes",
        "service_lines[].units",
        "service_lines[].revenue_code",
        "service_lines[].non_covered_charge",
        "institutional.occurrence_spans",
        "condition_codes",
    ),
    subject="claim",
    check=check,
    severity=severities("W", "W", "-"),
    cases={
        "default": Case(says="Value code 80 gives {covered} covered days, but the covered room lines add up to {days}.")
    },
    carc="16",
    rarc=("MA32",),
    status=statuses("A7:456"),
    snip=4,
    source="Palmetto GBA, claims submission error help (covered days against accommodation units)",
    basis="manual",
    references=(
        Reference(
            text="Palmetto GBA: covered days against covered accommodation units on 11x, 18x and 21x; 018x and 019x "
            "are not counted, span 70 on 11x is an exception",
            address="https://www.palmettogba.com/palmetto/providers.nsf/DocsCat/Providers~JM%20Part%20A~Learning%20"
            "Education~Claims%20Submission%20Error%20Help~8UKPY95557?open",
        ),
        Reference(
            text="First Coast, reason code 15202: the same comparison on 11x, 18x and 21x",
            address="http://medicare.fcso.com/Inquiries_and_denials/tips/170967.asp",
        ),
        Reference(text="Molina Illinois: covered days agree with the accommodation units of inpatient bills"),
    ),
    since="2",
    form="institutional",
    bill_types=dated_list("hospital_and_nursing_stay_bills"),
    on_denial_bill=False,
    example=Example(base="inpatient-stay", field="service_lines[0].units", fires="4", silent="3"),
)

"""BT116: leave days come with the dates of the absence."""

from collections.abc import Iterator
from decimal import Decimal

from rules.claim.bill_codes import is_leave, spans
from rules.claim.calendar import days_in
from rules.claim.facts import ClaimFacts
from rules.claim.units_of_day import written_units
from rules.edit import Case, Edit, Example, Found, Problem, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(claim: ClaimFacts, *, stays: frozenset[str], of_medicaid: frozenset[str]) -> Found:
    """Leave lines without span 74, with one of other days, or with a charge to Medicare."""
    kind = claim.type_of_bill[:2]
    if kind in stays or (kind in of_medicaid and claim.payer_class != "medicare"):
        return tuple(_problems(claim))
    return None


def _problems(claim: ClaimFacts) -> Iterator[Problem]:
    leave = [line for line in claim.lines if is_leave(line) and line.line.units > 0]
    if not leave:
        return
    units = sum((line.line.units for line in leave), Decimal(0))
    absences = spans(claim, "74")
    days = sum(days_in(span.from_, span.through) for _, span in absences)
    path = "institutional.occurrence_spans"
    if not absences:
        yield problem(path, revenue=leave[0].revenue, units=written_units(units))
    elif days != units:
        yield problem(path, "days", days=days, units=written_units(units))
    if claim.payer_class in ("medicare", "strict"):
        charged = next((line for line in leave if line.line.charge > 0), None)
        if charged is not None:
            yield problem(f"{charged.path}.charge", "charge", number=charged.number)


EDIT = Edit(
    code="BT116",
    name="leave-days-without-dates",
    title="Leave days are billed without the dates of the absence.",
    why="Leave days of a nursing stay are counted from occurrence span code 74. A payer that finds leave lines (018x) "
    "without it, or with other days, returns the claim. Medicare pays nothing for them.",
    fix="Add occurrence span code 74 from the first to the last night of absence, and count the days as noncovered "
    "(value code 81). For Medicare bill leave days without a charge.",
    looks_at=(
        "institutional.occurrence_spans",
        "service_lines[].revenue_code",
        "service_lines[].units",
        "service_lines[].charge",
    ),
    subject="claim",
    check=check,
    severity=severities("W", "W", "-"),
    cases={
        "default": Case(
            says="Revenue code {revenue} bills {units} leave days, but occurrence span code 74 with their dates is "
            "missing."
        ),
        "days": Case(says="Occurrence span code 74 covers {days} days; the leave lines have {units}."),
        "charge": Case(
            says="Line {number} bills leave days with a charge; Medicare expects none.",
            rarc=("M54",),
            status=statuses("A7:596"),
        ),
    },
    carc="16",
    rarc=("M46",),
    status=statuses("A6:721"),
    snip=4,
    source="First Coast, SNF leave of absence; Palmetto GBA, claims submission error help; Meridian and Illinois HFS",
    basis="manual",
    references=(
        Reference(
            text="Palmetto GBA: a leave of absence has span 74 and 0180 days without charges, as many as the nights "
            "absent",
            address="https://www.palmettogba.com/palmetto/providers.nsf/DocsCat/Providers~JM%20Part%20A~Learning%20"
            "Education~Claims%20Submission%20Error%20Help~8UKPY95557?open",
        ),
        Reference(text="First Coast, SNF leave of absence: revenue code 018x with span 74, days as noncovered"),
        Reference(text="Meridian, after Illinois HFS: leave days of nursing and intermediate care with span 74"),
    ),
    since="2",
    form="institutional",
    on_denial_bill=False,
    lists={"stays": dated_list("leave_day_bills"), "of_medicaid": dated_list("intermediate_care_bills")},
    example=Example(
        base="inpatient-stay",
        field="institutional.occurrence_spans",
        fires=None,
        silent=[{"code": "74", "from": "2026-10-13", "through": "2026-10-14"}],
        given={
            "institutional.type_of_bill": "0211",
            "service_lines[1].revenue_code": "0180",
            "service_lines[1].units": "2",
        },
        profile="medicaid",
    ),
)

"""BT120: a service that Medicare never covers is billed with noncovered charges."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(line: LineFacts, claim: ClaimFacts, *, excluded: frozenset[str]) -> Found:
    """A line with GY or GX has a charge that is not wholly noncovered."""
    modifier = min(line.modifiers & excluded, default=None)
    if modifier is None or line.line.charge <= 0 or line.whole_noncovered:
        return None
    return problem(f"{line.path}.non_covered_charge", number=line.number, modifier=modifier)


EDIT = Edit(
    code="BT120",
    name="excluded-service-charged-as-covered",
    title="A line with modifier GY or GX has covered charges.",
    why="GY and GX say that Medicare does not cover the service. On an institutional bill such a line has its whole "
    "charge as noncovered; with GX Medicare returns the claim otherwise.",
    fix="Report the whole charge of the line as noncovered, or remove the modifier.",
    looks_at=("service_lines[].non_covered_charge", "service_lines[].modifiers", "service_lines[].charge"),
    subject="line",
    check=check,
    severity=severities("W", "-", "-"),
    cases={"default": Case(says="Line {number} has modifier {modifier}, but its charge is not wholly noncovered.")},
    carc="16",
    rarc=("M54",),
    status=statuses("A7:596"),
    snip=4,
    source="CMS change request 6563 (GX); CGS, billing for noncovered items and services (GY)",
    basis="manual",
    references=(
        Reference(
            text="XIFIN on CR 6563: from 2010-04-01 Medicare returns a claim with GX on a line that has covered "
            "charges",
            address="http://www.xifin.com/resources/news/industry-news/2009-12/"
            "billing-for-services-related-to-voluntary-uses-of-advance-benef",
        ),
        Reference(
            text="CGS, 2012: bill excluded items with GY and submit the charges as noncovered",
            address="http://www.cgsmedicare.com/parta/pubs/news/2012/0112/194.html",
        ),
    ),
    since="2",
    form="institutional",
    bills="outpatient",
    on_denial_bill=False,
    lists={"excluded": dated_list("excluded_service_modifiers")},
    example=Example(
        base="hospital-outpatient-visit",
        field="service_lines[1].non_covered_charge",
        fires=None,
        silent="145.00",
        given={"service_lines[1].modifiers": ["GY"]},
    ),
)

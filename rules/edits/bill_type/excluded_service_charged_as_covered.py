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
    "charge as noncovered.",
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
    source="From memory; to be read: Noridian, noncovered charges for outpatient claims, rows GX and GY",
    basis="manual",
    references=(
        Reference(
            text="In shadow until the text is read: Noridian's table of noncovered charge modifiers, whose stored "
            "copy ends before its rows GX and GY",
            address="https://med.noridianmedicare.com/web/jfa/topics/abn/noncovered-charges-outpatient-claims",
        ),
    ),
    since="2",
    state="shadow",
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

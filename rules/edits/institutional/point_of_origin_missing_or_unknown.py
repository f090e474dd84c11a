"""IN113: an institutional claim carries the point of origin of the admission or visit."""

from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list

_SAYS: Final = {
    "missing": "The claim has no point of origin.",
    "newborn": "Admission type newborn requires point of origin 5 or 6.",
    "unknown": "The point of origin is not 1, 2, 4, 5, 6, 8, 9, D, E, F or G.",
}


def check(claim: ClaimFacts, *, newborns: frozenset[str], others: frozenset[str]) -> Found:
    """The point of origin is missing or not valid for the admission type."""
    details = claim.encounter.institutional
    origin = None if details is None else details.admission_source
    newborn = details is not None and details.admission_type == "4"
    if origin in (newborns if newborn else others) or claim.type_of_bill[:2] == "14":
        return None
    case = "missing" if is_blank(origin) else "newborn" if newborn else "unknown"
    return problem("institutional.admission_source", case if claim.inpatient else f"{case}-outpatient")


EDIT = Edit(
    code="IN113",
    name="point-of-origin-missing-or-unknown",
    title="The point of origin is missing or does not fit the admission type.",
    why="The point of origin says whether a patient came from home or another facility, and for a newborn whether "
    "the child was born there. Payers return inpatient claims without it.",
    fix="Enter the code for where the patient came from, such as 1 for home. For admission type 4 use 5 for a child "
    "born in this hospital and 6 for one born elsewhere.",
    looks_at=("institutional.admission_source", "institutional.admission_type", "institutional.type_of_bill"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        **{case: Case(says=says) for case, says in _SAYS.items()},
        **{f"{case}-outpatient": Case(says=says, mark="WARN") for case, says in _SAYS.items()},
    },
    carc="16",
    rarc=("MA42",),
    status=statuses("A7:229"),
    snip=5,
    source="UB-04 form locator 15; CMS list of points of origin",
    form="institutional",
    lists={
        "newborns": dated_list("newborn_points_of_origin"),
        "others": dated_list("points_of_origin"),
    },
    example=Example(base="inpatient-stay", field="institutional.admission_source", fires="3", silent="1"),
)

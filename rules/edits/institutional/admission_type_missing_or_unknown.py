"""IN112: an institutional claim carries the type of admission or visit."""

from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.references import usage_837i

_MISSING: Final = "The claim has no admission type."
_UNKNOWN: Final = "The admission type is not 1, 2, 3, 4, 5 or 9."


def check(claim: ClaimFacts, *, types: frozenset[str]) -> Found:
    """The admission type is missing or not in the list."""
    details = claim.encounter.institutional
    kind = None if details is None else details.admission_type
    if kind in types:
        return None
    case = "missing" if is_blank(kind) else "unknown"
    return problem("institutional.admission_type", case if claim.inpatient else f"{case}-outpatient")


EDIT = Edit(
    code="IN112",
    name="admission-type-missing-or-unknown",
    title="The admission type is missing or not a valid code.",
    why="The type says whether an admission was an emergency, elective, a newborn or trauma. Payers return inpatient "
    "claims without it.",
    fix="Enter 1 emergency, 2 urgent, 3 elective, 4 newborn, 5 trauma, or 9 if information is not available.",
    looks_at=("institutional.admission_type", "institutional.type_of_bill"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "missing": Case(says=_MISSING),
        "unknown": Case(says=_UNKNOWN),
        "missing-outpatient": Case(says=_MISSING, mark="WARN"),
        "unknown-outpatient": Case(says=_UNKNOWN, mark="WARN"),
    },
    carc="16",
    rarc=("MA41",),
    status=statuses("A7:231"),
    snip=5,
    source="UB-04 form locator 14; CMS list of admission types",
    basis="manual",
    references=(usage_837i("loop 2300, CL101: situational, so that outpatient claims without it warn"),),
    form="institutional",
    lists={"types": dated_list("admission_types")},
    example=Example(base="inpatient-stay", field="institutional.admission_type", fires="7", silent="1"),
)

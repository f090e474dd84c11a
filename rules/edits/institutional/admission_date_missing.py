"""IN108: inpatient, home health and hospice claims carry an admission date."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.references import usage_837i


def check(claim: ClaimFacts, *, stays: frozenset[str], at_home: frozenset[str], part_b: frozenset[str]) -> Found:
    """A bill type that requires an admission date has none."""
    details = claim.encounter.institutional
    if details is None or details.admission_date is not None:
        return None
    kind = claim.type_of_bill[:2]
    if kind in stays:
        return problem("institutional.admission_date")
    if kind in at_home:
        case = "at-home" if claim.payer_class in ("medicare", "strict") else "not-a-stay"
        return problem("institutional.admission_date", case, kind=kind)
    return problem("institutional.admission_date", "not-a-stay", kind=kind) if kind in part_b else None


EDIT = Edit(
    code="IN108",
    name="admission-date-missing",
    title="The claim has no admission date, which its bill type requires.",
    why="Inpatient, home health and hospice care is paid from the admission on. Payers return inpatient claims "
    "without it, and Medicare returns home health and hospice claims too.",
    fix="Enter the date on which the patient was admitted or the care began, the same on every claim of the stay.",
    looks_at=("institutional.admission_date", "institutional.type_of_bill"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="The inpatient claim has no admission date."),
        "at-home": Case(says="Bill type {kind}x requires an admission date, and the claim has none."),
        "not-a-stay": Case(
            says="Bill type {kind}x usually requires an admission date, and the claim has none.", mark="WARN"
        ),
    },
    carc="16",
    rarc=("MA40",),
    status=statuses("A6:189"),
    snip=4,
    source="ASC X12 837I, loop 2300, DTP 435; UB-04 form locator 12; X12 RFI 1520 and 1479",
    basis="regulation",
    references=(usage_837i("loop 2300, DTP 435: situational"),),
    changed="2",
    form="institutional",
    lists={
        "stays": dated_list("inpatient_bills_with_admission_date"),
        "at_home": dated_list("home_bills_with_admission_date"),
        "part_b": dated_list("part_b_bills_with_admission_date"),
    },
    example=Example(base="inpatient-stay", field="institutional.admission_date", fires=None, silent="2026-10-12"),
)

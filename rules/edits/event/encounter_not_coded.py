"""EV107: a claim needs billing codes, and this encounter has none."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, Suppression, problem, severities, statuses

# SNOMED CT codes have six to eighteen digits; billing codes have at most five.
_CLINICAL: Final = re.compile(r"[0-9]{6,18}")
_SUPPRESSES: Final = (Suppression(edits=("DX101", "DX102", "DX103", "DX104", "HC101", "HC102", "HC103")),)


def check(claim: ClaimFacts) -> Found:
    """Every code looks like a clinical code, or there are no codes and no revenue code on an institutional claim."""
    first = None
    for dx in claim.diagnoses:
        if not is_blank(dx.code):
            if not _CLINICAL.fullmatch(dx.code):
                return None
            first = first or (f"{dx.path}.code", dx.code)
    for line in claim.all_lines:
        if line.code is not None:
            if not _CLINICAL.fullmatch(line.code):
                return None
            first = first or (f"{line.path}.procedure_code", line.code)
    if first is not None:
        path, code = first
        return problem(path, "clinical-codes", digits=len(code))
    if claim.notice or (claim.institutional and any(not is_blank(line.line.revenue_code) for line in claim.all_lines)):
        return None
    return problem("diagnoses[0].code" if claim.diagnoses else "diagnoses", "no-codes")


EDIT = Edit(
    code="EV107",
    name="encounter-not-coded",
    title="The encounter has no billing codes, or only codes from a clinical terminology.",
    why="HIPAA requires ICD-10-CM for diagnoses and HCPCS, CPT or revenue codes for services. SNOMED CT is for the "
    "clinical record, and no payer adjudicates it.",
    fix="Have the encounter coded and submit it again with billing codes. The worker never guesses a billing code "
    "from a clinical one.",
    looks_at=("diagnoses[].code", "service_lines[].procedure_code", "service_lines[].revenue_code"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "clinical-codes": Case(
            says="Every code on the claim is a number of six digits or more, as in clinical terminologies (the "
            "first has {digits}); none is billable.",
            suppresses=_SUPPRESSES,
        ),
        "no-codes": Case(says="The claim has neither a diagnosis code nor a procedure code.", suppresses=_SUPPRESSES),
    },
    carc="16",
    rarc=("M51", "M76"),
    status=statuses("A6:454"),
    snip=5,
    source="HIPAA code sets, 45 CFR 162.1002; clinical codes are never translated by guess",
    basis="regulation",
    waivable=False,
    on_void=True,
    example=Example(
        base="inpatient-stay",
        field="diagnoses",
        fires=[
            {"code": "233604007", "role": "PRINCIPAL", "present_on_admission": "Y"},
            {"code": "267036007", "role": "ADMITTING"},
        ],
        silent=[
            {"code": "J189", "role": "PRINCIPAL", "present_on_admission": "Y"},
            {"code": "R0602", "role": "ADMITTING"},
        ],
    ),
)

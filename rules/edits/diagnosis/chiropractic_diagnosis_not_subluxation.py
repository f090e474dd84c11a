"""DX211: Medicare covers chiropractic manipulation only to correct a subluxation of the spine."""

from rules.claim.describe_codes import dotted
from rules.claim.facts import ICD10_START, ClaimFacts
from rules.claim.procedure_words import ADVANCE_NOTICE_MODIFIERS
from rules.edit import Case, Edit, Example, Found, Problem, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(claim: ClaimFacts, *, manipulation: frozenset[str], subluxation: frozenset[str]) -> Found:
    """None of the diagnoses a spinal manipulation points to is a subluxation, on a claim to Medicare Part B."""
    if claim.filing != "MB":
        return None
    found: dict[str, Problem] = {}
    for line in claim.lines:
        if line.code not in manipulation or not line.diagnoses or line.modifiers & ADVANCE_NOTICE_MODIFIERS:
            continue
        if not any(dx.code in subluxation for dx in line.diagnoses):
            first = line.diagnoses[0]
            at = f"{first.path}.code"
            found.setdefault(at, problem(at, line=line.number, procedure=line.code, code=dotted(first.code)))
    return list(found.values())


EDIT = Edit(
    code="DX211",
    name="chiropractic-diagnosis-not-subluxation",
    title="A spinal manipulation billed to Medicare does not point to a subluxation diagnosis.",
    why="Medicare covers chiropractic manipulation only to correct a subluxation, which the line's diagnosis must "
    "name. A line without one is denied.",
    fix="Point the line to the subluxation treated, M99.00 to M99.05. If there was none, the service is not covered: "
    "bill it with modifier GA, GX, GY or GZ as it applies.",
    looks_at=("diagnoses[].code", "service_lines[].procedure_code", "service_lines[].diagnosis_pointers"),
    subject="claim",
    check=check,
    severity=severities("R", "-", "-"),
    cases={
        "default": Case(
            says="Line {line} ({procedure}) points to {code} but not to a subluxation diagnosis, M99.00 to M99.05."
        )
    },
    carc="16",
    rarc=("MA63",),
    status=statuses("A7:254"),
    snip=6,
    source="CMS manual 100-02, chapter 15, section 240; contractors' policies on chiropractic services",
    basis="manual",
    form="professional",
    effective_from=ICD10_START,
    changed="2",
    lists={
        "manipulation": dated_list("chiropractic_manipulation"),
        "subluxation": dated_list("subluxation_diagnoses"),
    },
    example=Example(
        base="office-visit",
        field="diagnoses[0].code",
        fires="M5450",
        silent="M9903",
        given={
            "coverages[0].filing_indicator": "MB",
            "service_lines[0].procedure_code": "98941",
            "service_lines[0].modifiers": ["AT"],
            "coverages[0].member_id": "1EG4TE5MK73",
            "dates": [{"kind": "INITIAL_TREATMENT", "date": "2026-10-20"}],
        },
        profile="medicare",
    ),
)

"""BN124: condition code 30, the trial's diagnosis, modifier and number go together."""

from typing import Final

from rules.claim.bill_codes import value_codes
from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Problem, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_TRIAL: Final = "30"
_TRIAL_NUMBER: Final = "D4"


def check(claim: ClaimFacts, *, diagnoses: frozenset[str], modifiers: frozenset[str]) -> Found:
    """Condition code 30 is without the trial's diagnosis or modifier, or the trial's number without code 30."""
    if _TRIAL not in claim.condition_codes:
        return [problem(f"{path}.code", "number") for path, _ in value_codes(claim, _TRIAL_NUMBER)]
    found: list[Problem] = []
    if not any(dx.code in diagnoses for dx in claim.diagnoses):
        found.append(problem("diagnoses", "diagnosis"))
    if claim.outpatient and all(modifiers.isdisjoint(line.modifiers) for line in claim.lines):
        found.append(problem("service_lines", "modifier"))
    return found


EDIT = Edit(
    code="BN124",
    name="clinical-trial-codes-incomplete",
    title="A clinical trial claim lacks one of the codes for a trial.",
    why="Medicare identifies the services of a clinical trial by condition code 30, diagnosis Z00.6 and, on "
    "outpatient claims, modifier Q0 or Q1. If one is missing, it denies the services or asks for more "
    "information.",
    fix="Add the missing code, or remove condition code 30 if the patient is not in a trial.",
    looks_at=(
        "condition_codes",
        "diagnoses[].code",
        "service_lines[].modifiers",
        "institutional.value_codes[].code",
    ),
    subject="claim",
    check=check,
    severity=severities("W", "N", "-"),
    cases={
        "diagnosis": Case(
            says="Condition code 30 (clinical trial) needs diagnosis Z00.6.",
            rarc=("M64",),
            status=statuses("A6:255"),
        ),
        "modifier": Case(
            says="Condition code 30 (clinical trial) needs modifier Q0 or Q1 on an outpatient claim.",
            rarc=("N822",),
            status=statuses("A6:453"),
        ),
        "number": Case(
            says="Value code D4 gives a clinical trial number, but condition code 30 is missing.",
            rarc=("M44",),
            status=statuses("A6:460"),
        ),
    },
    carc="16",
    snip=6,
    source="MLN Matters MM8401; Medicare Claims Processing Manual chapter 32 section 69.6",
    references=(
        Reference(
            text="MM8401: condition code 30, Z00.6 in the first or a later position, and Q0 or Q1 on outpatient claims "
            "only.",
            address="http://www.primeclinical.com/News/Industry_News/Clinical_Trial_Requirements.htm",
        ),
        Reference(
            text="University of Florida: inpatient claims need no modifier; a healthy volunteer has Z00.6 first.",
            address="https://clinicalresearch.ctsi.ufl.edu/study-management/prn/medicare-claims-coding/",
        ),
    ),
    basis="manual",
    form="institutional",
    on_denial_bill=False,
    since="2",
    lists={
        "diagnoses": dated_list("clinical_trial_diagnoses"),
        "modifiers": dated_list("clinical_trial_modifiers"),
    },
    example=Example(
        base="inpatient-stay",
        field="diagnoses[2].code",
        fires="I10",
        silent="Z006",
        given={"condition_codes": ["30"], "demonstration_id": "01234567"},
        profile="medicare",
    ),
    related=("BN123",),
)

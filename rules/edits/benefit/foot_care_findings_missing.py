"""BN130: Medicare covers routine foot care for patients with a systemic disease, which a class finding shows."""

from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.procedure_words import ADVANCE_NOTICE_MODIFIERS
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_PART_B: Final = "MB"
_REQUIREMENTS_MET: Final = "KX"
_FIRST_DIABETES: Final = "E08"
_LAST_DIABETES: Final = "E13"


def check(line: LineFacts, claim: ClaimFacts, *, procedures: frozenset[str], findings: frozenset[str]) -> Found:
    """Routine foot care has no class finding, or for a diabetic patient no date of the last visit."""
    if claim.filing != _PART_B or line.code not in procedures:
        return None
    if _REQUIREMENTS_MET in line.modifiers or not ADVANCE_NOTICE_MODIFIERS.isdisjoint(line.modifiers):
        return None
    found = []
    if line.modifiers.isdisjoint(findings):
        found.append(problem(f"{line.path}.modifiers", line=line.number))
    diabetic = any(_FIRST_DIABETES <= dx.code[:3] <= _LAST_DIABETES for dx in line.diagnoses)
    if diabetic and not any(date.kind == "LAST_SEEN" for date in claim.encounter.dates):
        found.append(problem("dates", "last-seen", line=line.number))
    return found


EDIT = Edit(
    code="BN130",
    name="foot-care-findings-missing",
    title="Routine foot care has no class finding or no date of the last visit.",
    why="Medicare excludes routine foot care but for patients whose systemic disease makes it dangerous. Modifier Q7, "
    "Q8 or Q9 gives the findings; for diabetes the claim also says when the treating physician last saw the patient.",
    fix="Add the modifier that the chart supports, GY for care that Medicare excludes, or the date LAST_SEEN.",
    looks_at=(
        "service_lines[].modifiers",
        "service_lines[].procedure_code",
        "service_lines[].diagnosis_pointers",
        "diagnoses[].code",
        "dates[].kind",
        "coverages[].filing_indicator",
    ),
    subject="line",
    check=check,
    severity=severities("W", "-", "-"),
    cases={
        "default": Case(
            says="Routine foot care on line {line} has no class finding (Q7, Q8 or Q9).",
            suggest="Add the modifier that the chart supports, or GY for care that Medicare excludes.",
        ),
        "last-seen": Case(
            says="Routine foot care on line {line} for a diabetic patient has no date on which the treating physician "
            "last saw the patient.",
            suggest="Add the date LAST_SEEN.",
            carc="16",
            rarc=("N324",),
            status=statuses("A6:757"),
        ),
    },
    carc="4",
    rarc=("N822",),
    status=statuses("A6:453"),
    snip=6,
    source="NGS podiatry billing guide; Palmetto GBA on routine foot care; Medicare Benefit Policy Manual chapter 15 "
    "section 290",
    references=(
        Reference(text="NGS podiatry billing guide: class findings Q7, Q8 and Q9 on routine foot care."),
        Reference(text="Palmetto GBA, routine foot care: the date last seen by the treating physician for diabetes."),
    ),
    basis="manual",
    form="professional",
    since="2",
    lists={"procedures": dated_list("foot_care_procedures"), "findings": dated_list("foot_care_findings")},
    example=Example(
        base="office-visit-medicare",
        field="service_lines[0].modifiers",
        fires=[],
        silent=["Q8"],
        given={
            "service_lines[0].procedure_code": "11719",
            "dates": [{"kind": "LAST_SEEN", "date": "2026-10-20"}],
        },
        profile="medicare",
    ),
)
